using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace GiftCards.Tests.Support.Stripe;

/// <summary>A request as an endpoint sees it.</summary>
public sealed record StripeRequest(string Method, string Path, string[] Ids, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    public string Id => Ids[0];

    /// <summary>The connected account that is spoken for; null for our own.</summary>
    public string? Account { get; init; }

    public string Fingerprint => $"{Method} {Path} {string.Join('&', Fields.Select(each => $"{each.Key}={each.Value}"))}";

    public IEnumerable<string> Expansions => Fields.Where(each => each.Key == "expand[]").Select(each => each.Value);

    public static async Task<StripeRequest> ReadAsync(HttpRequest request, string[] ids)
    {
        var fields = request.Method == "POST"
            ? (await request.ReadFormAsync()).SelectMany(each => each.Value.Select(value => KeyValuePair.Create(each.Key, value!)))
            : request.Query.SelectMany(each => each.Value.Select(value => KeyValuePair.Create(each.Key, value!)));
        return new StripeRequest(request.Method, request.Path.Value!, ids, [.. fields])
        {
            Account = request.Headers["Stripe-Account"].FirstOrDefault(),
        };
    }

    /// <summary>The first parameter that is not among the known ones.</summary>
    public string? Unknown(string[] known) => Fields.Select(each => each.Key)
        .FirstOrDefault(name => name != "expand[]" && !known.Contains(name)
            && !known.Contains(Regex.Replace(name, @"\[[^\]]*\]$", "[*]")));

    public string? Find(string name) => Fields.Where(each => each.Key == name).Select(each => each.Value).FirstOrDefault();

    public string Need(string name) => Find(name)
        ?? throw new StripeRefusalException(StripeAnswer.Refuse(400, "invalid_request_error", "parameter_missing", $"Missing required param: {name}.", name));

    public long? Number(string name) => Find(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw new StripeRefusalException(StripeAnswer.Refuse(400, "invalid_request_error", "parameter_invalid_integer", $"Invalid integer: {text}", name));

    public long NeedNumber(string name) => Number(name) ?? long.Parse(Need(name), CultureInfo.InvariantCulture);

    /// <summary>The amount and its currency, held to Stripe's rules.</summary>
    public (long Amount, string Currency) Money()
    {
        var (amount, currency) = (NeedNumber("amount"), Need("currency"));
        if (currency.Length != 3 || currency.Any(char.IsUpper))
        {
            throw new StripeRefusalException(StripeAnswer.Refuse(400, "invalid_request_error", "invalid_currency", $"Invalid currency: {currency}.", "currency"));
        }

        Check(amount, currency);
        return (amount, currency);
    }

    public static void Check(long amount, string currency)
    {
        var whole = currency switch
        {
            "bhd" or "jod" or "kwd" or "omr" or "tnd" => amount % 10 == 0,
            "isk" or "ugx" => amount % 100 == 0,
            _ => true,
        };
        if (amount is < 1 or > 99_999_999_999 || !whole)
        {
            throw new StripeRefusalException(StripeAnswer.Refuse(400, "invalid_request_error", "parameter_invalid_integer", $"Invalid amount of {currency}", "amount"));
        }
    }

    public JsonObject Metadata()
    {
        JsonObject metadata = [];
        foreach (var (name, value) in Fields.Where(each => each.Key.StartsWith("metadata[", StringComparison.Ordinal)))
        {
            metadata[name[9..^1]] = value;
        }

        return metadata;
    }
}

/// <summary>An answer, kept as it was given.</summary>
public sealed record StripeAnswer(int Status, JsonNode Body)
{
    public bool IsReplay { get; init; }

    /// <summary>Refused for what was asked, before anything was begun.</summary>
    public bool IsRefusedUnseen => Status is 400 or 404;

    public static StripeAnswer Refuse(int status, string type, string? code, string message = "", string? parameter = null)
    {
        JsonObject error = new() { ["type"] = type, ["message"] = message };
        if (code is not null)
        {
            error["code"] = code;
            error["doc_url"] = $"https://stripe.com/docs/error-codes/{code.Replace('_', '-')}";
        }

        if (parameter is not null)
        {
            error["param"] = parameter;
        }

        return new StripeAnswer(status, new JsonObject { ["error"] = error });
    }
}

/// <summary>An endpoint refuses.</summary>
public sealed class StripeRefusalException(StripeAnswer answer) : Exception
{
    public StripeAnswer Answer { get; } = answer;

    public static StripeRefusalException Of(string code, string message = "", string? parameter = null, int status = 400) =>
        new(StripeAnswer.Refuse(status, "invalid_request_error", code, message, parameter));
}
