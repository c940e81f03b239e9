using GiftCards.Core.Common;

namespace GiftCards.Core.Merchants;

/// <summary>Where a business stands with the platform.</summary>
public enum MerchantStatus
{
    /// <summary>Its owner is still setting it up.</summary>
    Draft,

    /// <summary>It was handed in and waits for approval.</summary>
    Pending,
    Approved,
    Rejected,
    Suspended,
}

/// <summary>What sort of business it is; also the storefront's categories.</summary>
public enum MerchantCategory
{
    Beauty,
    Spa,
    Barber,
    Cafe,
    Restaurant,
    Fashion,
    Books,
    Flowers,
    Fitness,
    Home,
}

/// <summary>How many people work there.</summary>
public enum BusinessSize
{
    Alone,
    UpTo10,
    UpTo50,
    Over50,
}

/// <summary>What the head of a merchant's mails looks like.</summary>
public enum MailLook
{
    /// <summary>A band filled with the merchant's colour.</summary>
    Band,

    /// <summary>White, with a line in the merchant's colour.</summary>
    Line,
}

/// <summary>A salon, store or other business that honours cards.</summary>
public sealed class Merchant
{
    /// <summary>How many steps of <see cref="RatingRank"/> a star has.</summary>
    public const int RatingSteps = 100;

    public required MerchantId Id { get; init; }

    /// <summary>The short name in its address, unique: lower-case letters, digits and dashes.</summary>
    public required string Slug { get; set; }

    public required string Name { get; set; }

    public required string Description { get; set; }

    public required MerchantCategory Category { get; set; }

    public required string City { get; set; }

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public required string Country { get; set; }

    public string Address { get; set; } = "";

    public string Phone { get; set; } = "";

    public string Email { get; set; } = "";

    /// <summary>Who is to be asked; shown to those who run the platform alone.</summary>
    public string? ContactName { get; set; }

    /// <summary>Null where nobody was asked.</summary>
    public BusinessSize? Size { get; set; }

    /// <summary>Where it stands on the map, as latitude and longitude in degrees; null for its address.</summary>
    public string? Coordinates { get; set; }

    /// <summary>Opening hours as the merchant words them, one line a row.</summary>
    public string OpeningHours { get; set; } = "";

    /// <summary>The one currency it sells and redeems in.</summary>
    public required Currency Currency { get; init; }

    /// <summary>IANA name; the merchant's days begin and end in it.</summary>
    public required string TimeZone { get; set; }

    /// <summary>The merchant's own colour, <c>#RRGGBB</c>.</summary>
    public string Color { get; set; } = "#8A1F52";

    /// <summary>Whether whoever works here needs a second factor to do so; the owner says.</summary>
    public bool RequiresSecondFactor { get; set; }

    /// <summary>Its logo, a file that everybody may see; null for none.</summary>
    public FileId? LogoId { get; set; }

    public MailLook MailLook { get; set; }

    /// <summary>The picture at the head of its page, a file that everybody may see; null for its colour.</summary>
    public FileId? CoverId { get; set; }

    /// <summary>Since when those who run the platform put it forward; null for not.</summary>
    public DateTimeOffset? FeaturedAt { get; set; }

    /// <summary>Stars of all reviews that are shown, summed up.</summary>
    public int RatingSum { get; set; }

    /// <summary>How many reviews are shown.</summary>
    public int RatingCount { get; set; }

    /// <summary>The average in hundredths of a star, rounded down, for the order of lists; 0 without reviews.</summary>
    public int RatingRank { get; set; }

    /// <summary>Cards sold of late, as <see cref="RefreshCatalogueHandler"/> counted them.</summary>
    public int Popularity { get; set; }

    /// <summary>
    /// The smallest amount that a card is sold for, in thousandths of a euro by the rates of the day it was counted: an
    /// order among currencies, and never a price. Those that sell none come last.
    /// </summary>
    public long PriceRank { get; set; } = long.MaxValue;

    /// <summary>The <see cref="SearchIndex"/> that its words were taken from; empty before the first time.</summary>
    public string IndexedText { get; set; } = "";

    public MerchantStatus Status { get; set; } = MerchantStatus.Pending;

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ApprovedAt { get; set; }

    /// <summary>The merchant's place on a map that everybody can open.</summary>
    public Uri Map => MapLink.To(this);

    /// <summary>Name, description, category and city folded for searching; see <see cref="SearchText"/>.</summary>
    public string SearchIndex { get; private set; } = "";

    /// <summary>The average of its reviews in stars with one decimal; null before the first.</summary>
    public decimal? Rating => RatingCount == 0
        ? null
        : HalfToEven.Divide((long)RatingSum * 10, RatingCount) / 10m;

    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    /// <summary>Whether buyers see it and its cards can be bought; cards already sold stay good.</summary>
    public bool IsOpen => Status == MerchantStatus.Approved;

    /// <summary>Brings <see cref="SearchIndex"/> up to date after a change of what is searched.</summary>
    public void Reindex() => SearchIndex = SearchText.Fold(Name, City, Category.ToText(), Description);
}

/// <summary>Something a merchant does for its customers, with its price.</summary>
public sealed class MerchantService : IOnShelf
{
    /// <summary>The most services of one merchant.</summary>
    public const int Most = 200;

    public required MerchantId MerchantId { get; init; }

    public required string Id { get; init; }

    public required string Name { get; set; }

    public int DurationMinutes { get; set; }

    public long PriceMinor { get; set; }

    public string Description { get; set; } = "";

    /// <summary>Where it stands among the others.</summary>
    public int Position { get; set; }

    string IOnShelf.Key => Id;

    /// <summary>Whether the storefront shows it; one that is not offered any more stays for the record.</summary>
    public bool IsShown { get; set; } = true;
}
