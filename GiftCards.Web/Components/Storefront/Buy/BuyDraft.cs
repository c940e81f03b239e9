using System.Text.Encodings.Web;
using System.Text.Json;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;

namespace GiftCards.Web.Components.Storefront.Buy;

/// <summary>
/// What was typed into the wizard and is not ordered yet, as the browser keeps it for its tab: for a day, for the
/// person who typed it, and never anything of a payment card.
/// </summary>
public sealed record BuyDraft
{
    /// <summary>Drafts of another shape are passed over.</summary>
    public const int CurrentVersion = 1;

    /// <summary>How long a draft is worth coming back to.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(1);

    private static readonly JsonSerializerOptions Shape = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // Kept as text and read as JSON, never put into a page.
        IgnoreReadOnlyProperties = true,
    };

    public int Version { get; init; } = CurrentVersion;

    /// <summary>When it was kept.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The person who typed it; null for a guest, whose draft is taken over by who signs in.</summary>
    public string? Person { get; init; }

    /// <summary>The amount that was chosen on the way to the page, in minor units.</summary>
    public long? Chosen { get; init; }

    public string? BuyerName { get; init; }

    public string? BuyerEmail { get; init; }

    public string? BuyerPhone { get; init; }

    /// <summary>Whether the people stand in a file, which itself is not kept.</summary>
    public bool IsList { get; init; }

    public int Index { get; init; }

    public IReadOnlyList<GiftDraft>? Gifts { get; init; }

    public static BuyDraft Of(BuyForm form, string? person, long? chosen) => new()
    {
        Person = person,
        Chosen = chosen,
        BuyerName = form.BuyerName,
        BuyerEmail = form.BuyerEmail,
        BuyerPhone = form.BuyerPhone,
        IsList = form.IsList,
        Index = form.CurrentIndex,
        Gifts = form.Gifts,
    };

    /// <summary>The draft as kept text; null where there is none that is good now for this person.</summary>
    public static BuyDraft? Read(string? text, string? person, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        try
        {
            var draft = JsonSerializer.Deserialize<BuyDraft>(text, Shape);
            return draft is { Version: CurrentVersion, Gifts.Count: > 0 and <= Order.MaxItems }
                && (draft.Person is null || draft.Person == person)
                && now - draft.At < Life
                    ? draft
                    : null;
        }
        catch (JsonException)
        {
            return null; // Kept by something else, or cut off.
        }
    }

    public string ToText() => JsonSerializer.Serialize(this, Shape);

    /// <summary>The gifts, with what the merchant sells no more put back to the merchant's own choices.</summary>
    public IEnumerable<GiftDraft> GiftsAt(MerchantProfile merchant) =>
        Gifts!.Select(gift => GiftDraft.Kept(gift, merchant));
}
