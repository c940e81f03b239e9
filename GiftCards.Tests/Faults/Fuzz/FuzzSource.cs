using System.Text;

namespace GiftCards.Tests.Faults.Fuzz;

/// <summary>A route of the API with a call that it accepts.</summary>
internal sealed record GoodCall(string Method, string Path, string? Body = null);

/// <summary>Makes calls out of good ones by spoiling them in one place or several; some stay good.</summary>
internal sealed class FuzzSource(Random chance, IReadOnlyList<GoodCall> good, IReadOnlyList<string> tokens)
{
    public FuzzedCall Next()
    {
        var call = good[chance.Next(good.Count)];
        var (method, path, body, type) = (call.Method, call.Path, call.Body is null ? null : Encoding.UTF8.GetBytes(call.Body), "application/json");
        List<(string, string)> headers = [("Idempotency-Key", $"k{chance.Next(1 << 30)}"), ("Authorization", $"Bearer {Pick(tokens)}")];
        for (var faults = chance.Next(4); faults > 0; faults--)
        {
            switch (chance.Next(12))
            {
                case 0:
                    method = Pick(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND"]);
                    break;
                case 1:
                    path = WithOtherPart(path);
                    break;
                case 2:
                    path += (path.Contains('?', StringComparison.Ordinal) ? '&' : '?')
                        + Pick(["cursor", "limit", "q", "status", "issuedFrom", "minBalance", "sort", "currency", "x"])
                        + "=" + Pick(HostileValues.Texts);
                    break;
                case 3:
                    headers[0] = ("Idempotency-Key", Pick(HostileValues.Headers));
                    break;
                case 4:
                    headers[1] = ("Authorization", Pick(HostileValues.Headers));
                    break;
                case 5:
                    headers.Add((Pick(["GiftCards-Merchant", "Accept", "Accept-Language", "X-Request-Id", "Cookie"]), Pick(HostileValues.Headers)));
                    break;
                case 6:
                    type = Pick(HostileValues.MediaTypes);
                    break;
                case 7:
                    body = Bytes(body);
                    break;
                case 8:
                    headers.RemoveAt(0);
                    headers.Insert(0, ("X-Nothing", "1"));
                    break;
                default:
                    body = body is null ? null : WithOtherValue(body);
                    break;
            }
        }

        return new FuzzedCall(method, path, method is "GET" or "HEAD" or "TRACE" ? null : body, type, headers);
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[chance.Next(from.Count)];

    private string WithOtherPart(string path)
    {
        var parts = path.Split('/');
        var at = chance.Next(1, parts.Length);
        parts[at] = chance.Next(8) == 0 ? new string('a', chance.Next(1, 3_000)) : Pick(HostileValues.Texts);
        return string.Join('/', parts);
    }

    // Puts a hostile value, another name or a second field where a value or a name stood.
    private byte[] WithOtherValue(byte[] body)
    {
        var text = Encoding.UTF8.GetString(body);
        var colons = Enumerable.Range(0, text.Length).Where(at => text[at] == ':' && at > 0 && text[at - 1] == '"').ToList();
        if (colons.Count == 0)
        {
            return Encoding.UTF8.GetBytes(Pick(HostileValues.Json));
        }

        var colon = Pick(colons);
        var end = EndOfValue(text, colon + 1);
        return Encoding.UTF8.GetBytes(chance.Next(8) switch
        {
            0 => text[..colon] + "x\":" + text[(colon + 1)..],
            1 => text.Insert(text.LastIndexOf('}') is var last and >= 0 ? last : 0, ",\"extra\":" + Pick(HostileValues.Json)),
            2 => text[..(colon + 1)] + Deep() + text[end..],
            3 => text[..(colon + 1)] + "\"" + new string('x', chance.Next(1, 80_000)) + "\"" + text[end..],
            _ => text[..(colon + 1)] + Pick(HostileValues.Json) + text[end..],
        });
    }

    private static int EndOfValue(string text, int from)
    {
        var depth = 0;
        var inText = false;
        for (var at = from; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '"':
                    inText = !inText;
                    break;
                case '{' or '[' when !inText:
                    depth++;
                    break;
                case '}' or ']' or ',' when !inText && depth == 0:
                    return at;
                case '}' or ']' when !inText:
                    depth--;
                    break;
            }
        }

        return text.Length;
    }

    private string Deep()
    {
        var depth = chance.Next(10, 2_000);
        return new string('[', depth) + new string(']', depth);
    }

    private byte[] Bytes(byte[]? body)
    {
        switch (chance.Next(4))
        {
            case 0:
                var noise = new byte[chance.Next(300)];
                chance.NextBytes(noise);
                return noise;
            case 1:
                return [0xEF, 0xBB, 0xBF, .. body ?? []];
            case 2:
                return (body ?? [])[..((body?.Length ?? 0) / 2)];
            default:
                var changed = body is { Length: > 0 } ? (byte[])body.Clone() : "{}"u8.ToArray();
                changed[chance.Next(changed.Length)] = (byte)chance.Next(256);
                return changed;
        }
    }
}
