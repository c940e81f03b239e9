using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GiftCards.Web.Components.Merchant;

/// <summary>
/// A sale as the browser keeps it, for the time without a connection: its key and what was typed, never a code. Who
/// reads it from the browser trusts nothing of it but that it was typed there.
/// </summary>
public sealed record KeptSale
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The sale's idempotency key.</summary>
    public string Key { get; init; } = "";

    /// <summary>The card's public id.</summary>
    public string Card { get; init; } = "";

    /// <summary>Found by a one-time QR, which cannot be kept.</summary>
    public bool IsQr { get; init; }

    /// <summary>The culture in which the amounts were typed.</summary>
    public string Culture { get; init; } = "";

    /// <summary>The currency of the amounts, to be read beside them without a connection.</summary>
    public string Currency { get; init; } = "";

    public string Bill { get; init; } = "";

    public string Amount { get; init; } = "";

    public string Service { get; init; } = "";

    public string Note { get; init; } = "";

    /// <summary>The button was pressed; whether anything arrived only the books know.</summary>
    public bool IsPressed { get; init; }

    /// <summary>Seconds since, by the browser's own clock.</summary>
    public double Age { get; init; }

    /// <summary>Whether what was typed means the same now.</summary>
    [JsonIgnore]
    public bool IsReadable => Culture == CultureInfo.CurrentCulture.Name;

    public string ToJson() => JsonSerializer.Serialize(this, Json);
}

/// <summary>What became of a sale that the browser had kept.</summary>
public enum Resumption
{
    /// <summary>None was kept.</summary>
    None,

    /// <summary>The card had paid.</summary>
    HadPaid,

    /// <summary>It had not arrived, and was sent just now.</summary>
    SentNow,

    /// <summary>It had not arrived, and is too old to be sent without asking.</summary>
    Waits,

    /// <summary>It had not been sent; what was typed is shown again.</summary>
    Draft,

    /// <summary>It is not known; it stays where it is kept.</summary>
    Failed,

    /// <summary>It was dropped for good.</summary>
    GivenUp,
}
