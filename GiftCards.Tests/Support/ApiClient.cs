using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace GiftCards.Tests.Support;

/// <summary>An answer of the API, read to its end.</summary>
public sealed record ApiAnswer(HttpStatusCode Status, JsonNode? Body, HttpResponseMessage Response)
{
    /// <summary>The problem code of a refusal; null for anything else.</summary>
    public string? Code => Response.Content.Headers.ContentType?.MediaType == "application/problem+json" ? Text("code") : null;

    /// <summary>The minor units of an amount of the body, found by its path.</summary>
    public long Minor(params string[] path) => Find([.. path, "amount"]).GetValue<long>();

    public string? Text(params string[] path) => Find(path)?.GetValue<string>();

    public string? Header(string name) => Response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    /// <summary>The body without what differs from call to call.</summary>
    public string WithoutIds()
    {
        var copy = Body!.DeepClone().AsObject();
        copy.Remove("traceId");
        return copy.ToJsonString();
    }

    /// <summary>Asserts a refusal with that status and code, complete as RFC 9457 and the contract want it.</summary>
    public ApiAnswer AssertRefused(HttpStatusCode status, string code)
    {
        Assert.Equal((status, code), (Status, Code));
        Assert.Equal((int)status, Body!["status"]!.GetValue<int>());
        Assert.EndsWith($"/developers#{code}", Text("type"), StringComparison.Ordinal);
        Assert.NotEmpty(Text("title")!);
        Assert.NotEmpty(Text("detail")!);
        Assert.Equal(Header("X-Request-Id"), Text("traceId"));
        return this;
    }

    private JsonNode Find(IEnumerable<string> path) => path.Aggregate(Body!, (node, name) => node[name]!);
}

/// <summary>Calls of the API in the fewest words.</summary>
public static class ApiClient
{
    private const string Base = "/api/v1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<ApiAnswer> GetJsonAsync(this HttpClient client, string path, params (string Name, string Value)[] headers) =>
        client.SendAsync(HttpMethod.Get, path, null, headers);

    /// <summary>Posts a body that is sent as it stands.</summary>
    public static Task<ApiAnswer> PostJsonAsync(
        this HttpClient client, string path, string body, params (string Name, string Value)[] headers) =>
        client.SendAsync(HttpMethod.Post, path, body, headers);

    /// <summary>Posts with an idempotency key, a new one unless one is given.</summary>
    public static Task<ApiAnswer> PostOnceAsync(this HttpClient client, string path, string body, string? key = null) =>
        client.SendAsync(HttpMethod.Post, path, body, [("Idempotency-Key", key ?? Guid.NewGuid().ToString())]);

    public static async Task<ApiAnswer> SendAsync(
        this HttpClient client, HttpMethod method, string path, string? body, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith("/openapi", StringComparison.Ordinal) ? path : Base + path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var response = await client.SendAsync(request, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        return new ApiAnswer(response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text), response);
    }
}
