using System.Globalization;

namespace GiftCards.Core.Payments.Stripe;

/// <summary>The parameters of a request, in Stripe's form encoding; what is null is left out.</summary>
internal sealed class StripeForm
{
    private readonly List<KeyValuePair<string, string>> fields = [];

    public IEnumerable<KeyValuePair<string, string>> Fields => fields;

    /// <summary>The parameters as a query, with its question mark; empty for none.</summary>
    public string Query => fields.Count == 0
        ? ""
        : "?" + string.Join('&', fields.Select(
            pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));

    public StripeForm Add(string name, string? value)
    {
        if (value is not null)
        {
            fields.Add(new(name, value));
        }

        return this;
    }

    public StripeForm Add(string name, long? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    public StripeForm Add(string name, bool value) => Add(name, value ? "true" : "false");

    /// <summary>Which references are to be answered as whole objects.</summary>
    public StripeForm Expand(params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            Add("expand[]", path);
        }

        return this;
    }

    /// <summary>What Stripe keeps beside the object for us; ids only, never a person's data.</summary>
    public StripeForm Metadata(IReadOnlyDictionary<string, string>? metadata)
    {
        foreach (var (key, value) in metadata ?? new Dictionary<string, string>())
        {
            Add($"metadata[{key}]", value);
        }

        return this;
    }
}
