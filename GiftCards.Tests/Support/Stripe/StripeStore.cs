using System.Globalization;
using System.Text.Json.Nodes;
using GiftCards.Core.Common;

namespace GiftCards.Tests.Support.Stripe;

/// <summary>Everything the server knows, in Stripe's shapes; all under one lock.</summary>
public sealed class StripeStore(TimeProvider time)
{
    private readonly Dictionary<string, JsonObject> all = new(StringComparer.Ordinal);
    private readonly List<string> order = [];
    private readonly Dictionary<string, (string Currency, decimal Rate)> settled = [];
    private int made;

    public Lock Gate { get; } = new();

    public long Now => time.GetInstant().ToUnixTimeSeconds();

    public string NewId(string prefix) => $"{prefix}_{(++made).ToString("D16", CultureInfo.InvariantCulture)}";

    /// <summary>Keeps an object, and answers with it as it is kept.</summary>
    public JsonObject Add(JsonObject draft)
    {
        // Read back from its text, so that a number is a number whatever it was written as.
        var made = JsonNode.Parse(draft.ToJsonString())!.AsObject();
        var id = (string)made["id"]!;
        all.Add(id, made);
        order.Add(id);
        return made;
    }

    public JsonObject? Find(string? id) => id is null ? null : all.GetValueOrDefault(id);

    /// <summary>The object of that name and kind; else refuses as Stripe does.</summary>
    public JsonObject Get(string id, string kind) => Find(id) is { } found && (string)found["object"]! == kind
        ? found
        : throw StripeRefusalException.Of("resource_missing", $"No such {kind}: '{id}'", "id", 404);

    /// <summary>All of a kind, newest first.</summary>
    public IEnumerable<JsonObject> Of(string kind) =>
        order.AsEnumerable().Reverse().Select(id => all[id]).Where(each => (string)each["object"]! == kind);

    /// <summary>A page of a list, by Stripe's parameters for all lists.</summary>
    public static JsonObject Page(StripeRequest request, IEnumerable<JsonObject> rows)
    {
        var since = request.Number("created[gte]") ?? 0;
        var limit = (int)(request.Number("limit") ?? 10);
        var matching = rows.Where(row => row["created"] is not { } created || (long)created >= since);
        if (request.Find("starting_after") is { } last)
        {
            matching = matching.SkipWhile(row => (string)row["id"]! != last).Skip(1);
        }

        var page = matching.Take(limit + 1).ToList();
        return new JsonObject
        {
            ["object"] = "list",
            ["url"] = request.Path,
            ["has_more"] = page.Count > limit,
            ["data"] = new JsonArray([.. page.Take(limit).Select(row => row.DeepClone())]),
        };
    }

    /// <summary>A copy in which the named references are whole objects.</summary>
    public JsonNode Expand(JsonObject body, IEnumerable<string> paths)
    {
        var copy = body.DeepClone();
        foreach (var path in paths)
        {
            Expand(copy, path.Split('.'));
        }

        return copy;
    }

    /// <summary>
    /// Keeps the balance of a currency in another one from now on, at a rate between whole units; null ends that.
    /// </summary>
    public void Settle(string currency, string into, decimal? rate)
    {
        lock (Gate)
        {
            if (rate is { } at)
            {
                settled[currency] = (into, at);
            }
            else
            {
                settled.Remove(currency);
            }
        }
    }

    /// <summary>What an amount is in the currency that our balance is kept in.</summary>
    public (long Amount, string Currency, decimal? Rate) Settled(long amount, string currency)
    {
        if (!settled.TryGetValue(currency, out var into))
        {
            return (amount, currency, null);
        }

        var (own, theirs) = (Currency.Of(currency.ToUpperInvariant()), Currency.Of(into.Currency.ToUpperInvariant()));
        var minor = (decimal)amount / own.MinorPerMajor * into.Rate * theirs.MinorPerMajor;
        return ((long)decimal.Round(minor, MidpointRounding.AwayFromZero), into.Currency, into.Rate);
    }

    /// <summary>What moved the balance, and with what fee; both in the currency that the balance is kept in.</summary>
    public JsonObject AddMovement(string type, string source, long amount, string currency, long fee = 0)
    {
        var moved = Settled(amount, currency);
        return AddSettled(type, source, moved.Amount, moved.Currency, Settled(fee, currency).Amount, moved.Rate);
    }

    private JsonObject AddSettled(string type, string source, long amount, string currency, long fee, decimal? rate) => Add(new JsonObject
    {
        ["id"] = NewId("txn"),
        ["object"] = "balance_transaction",
        ["amount"] = amount,
        ["available_on"] = Now + 172_800,
        ["balance_type"] = "payments",
        ["created"] = Now,
        ["currency"] = currency,
        ["description"] = null,
        ["exchange_rate"] = rate,
        ["fee"] = fee,
        ["fee_details"] = fee == 0
            ? new JsonArray()
            : new JsonArray(new JsonObject
            {
                ["amount"] = fee,
                ["application"] = null,
                ["currency"] = currency,
                ["description"] = "Stripe processing fees",
                ["type"] = "stripe_fee",
            }),
        ["net"] = amount - fee,
        ["reporting_category"] = type,
        ["source"] = source,
        ["status"] = "pending",
        ["type"] = type == "dispute" ? "adjustment" : type,
    });

    /// <summary>Our balance in one currency, as Stripe counts: everything that moved it, less the fees.</summary>
    public long BalanceOf(string currency)
    {
        lock (Gate)
        {
            return Of("balance_transaction").Where(row => (string)row["currency"]! == currency).Sum(row => (long)row["net"]!);
        }
    }

    private void Expand(JsonNode? node, ReadOnlySpan<string> path)
    {
        if (path.IsEmpty || node is null)
        {
            return;
        }

        if (node is JsonArray rows)
        {
            foreach (var row in rows)
            {
                Expand(row, path);
            }

            return;
        }

        var body = node.AsObject();
        if (!body.TryGetPropertyValue(path[0], out var next))
        {
            throw StripeRefusalException.Of("", $"This property cannot be expanded ({path[0]}).");
        }

        if (next is JsonValue value && value.TryGetValue<string>(out var id) && Find(id) is { } whole)
        {
            body[path[0]] = whole.DeepClone();
        }

        Expand(body[path[0]], path[1..]);
    }
}
