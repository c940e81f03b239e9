using System.Net.Http.Headers;
using System.Text;

namespace GiftCards.Tests.Faults.Fuzz;

/// <summary>One call of the API as chance spoiled it; bytes, so that it may be no text at all.</summary>
internal sealed record FuzzedCall(string Method, string Path, byte[]? Body, string MediaType, IReadOnlyList<(string Name, string Value)> Headers)
{
    public HttpRequestMessage ToRequest()
    {
        var request = new HttpRequestMessage(new HttpMethod(Method), "api/v1" + Path);
        if (Body is not null)
        {
            request.Content = new ByteArrayContent(Body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.TryParse(MediaType, out var type) ? type : null;
        }

        foreach (var (name, value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    public override string ToString() =>
        $"{Method} {Path} [{string.Join("; ", Headers.Where(header => header.Name != "Authorization"))}] {MediaType}\n"
        + (Body is null ? "" : Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 2_000))));
}
