using GiftCards.Core.Common;

namespace GiftCards.Core.Privacy;

/// <summary>
/// Everything that is known of a person, for themselves: what the right of access is about (GDPR, articles 15 and 20).
/// Codes and other secrets are not in it; they open things and tell nothing of the person. Amounts are in minor units,
/// instants in UTC.
/// </summary>
public sealed record OwnData
{
    public required DateTimeOffset TakenAt { get; init; }

    public required OwnAccount Account { get; init; }

    /// <summary>Where they work and as what.</summary>
    public required IReadOnlyList<OwnWork> Work { get; init; }

    /// <summary>Browsers and programs that were signed in, as long as they are remembered.</summary>
    public required IReadOnlyList<OwnSession> Sessions { get; init; }

    public required IReadOnlyList<OwnPasskey> Passkeys { get; init; }

    /// <summary>What they bought, oldest first.</summary>
    public required IReadOnlyList<OwnOrder> Orders { get; init; }

    /// <summary>The cards of their wallet.</summary>
    public required IReadOnlyList<OwnCard> Cards { get; init; }

    /// <summary>The cards that they gave to others; what became of those is the others' own.</summary>
    public required IReadOnlyList<OwnGift> Given { get; init; }

    /// <summary>What happened to the cards of their wallet, oldest first.</summary>
    public required IReadOnlyList<OwnCardEvent> CardHistory { get; init; }

    /// <summary>What they passed on.</summary>
    public required IReadOnlyList<OwnTransfer> PassedOn { get; init; }

    public required IReadOnlyList<OwnReview> Reviews { get; init; }

    public required IReadOnlyList<OwnFavourite> Favourites { get; init; }

    public required IReadOnlyList<OwnNotification> Notifications { get; init; }

    /// <summary>What they do not want to hear of.</summary>
    public required IReadOnlyList<OwnStop> Stops { get; init; }
}

/// <summary>What a person said of themselves.</summary>
public sealed record OwnAccount(
    string Id,
    string Name,
    string Email,
    bool IsEmailConfirmed,
    string? Phone,
    DateOnly? Birthday,
    string Language,
    DateTimeOffset CreatedAt,
    bool HasAuthenticator,
    bool HasPicture);

public sealed record OwnWork(string Merchant, string Role, DateTimeOffset Since);

public sealed record OwnSession(string? Device, string? Address, DateTimeOffset SignedInAt, DateTimeOffset LastSeenAt);

public sealed record OwnPasskey(string? Name, DateTimeOffset CreatedAt);

/// <summary>A purchase, with whom its gifts were for.</summary>
public sealed record OwnOrder(
    string Id,
    string Merchant,
    DateTimeOffset At,
    string Status,
    string Currency,
    long TotalMinor,
    string Name,
    string Email,
    string? Phone,
    IReadOnlyList<OwnOrderLine> Lines);

public sealed record OwnOrderLine(
    int Quantity, long AmountMinor, string? RecipientName, string? RecipientEmail, string? Message);

/// <summary>A card, named by the end of its code.</summary>
public sealed record OwnCard(
    string Id,
    string Merchant,
    string Last4,
    string Status,
    string Currency,
    long InitialMinor,
    long BalanceMinor,
    DateTimeOffset IssuedAt,
    DateTimeOffset? ExpiresAt,
    string? From,
    string? Message);

public sealed record OwnGift(
    string Merchant,
    string Currency,
    long AmountMinor,
    DateTimeOffset BoughtAt,
    DateTimeOffset? DeliverAt,
    string? To,
    string? ToEmail,
    string? Message);

public sealed record OwnCardEvent(
    string Card,
    string Type,
    DateTimeOffset At,
    string Currency,
    long AmountMinor,
    long BalanceAfterMinor,
    string? Service);

public sealed record OwnTransfer(
    string Merchant,
    DateTimeOffset At,
    string Status,
    string Currency,
    long? AmountMinor,
    string? ToEmail,
    string? Message);

public sealed record OwnReview(string Merchant, int Rating, string Text, DateTimeOffset At, string? Reply);

public sealed record OwnFavourite(string Merchant, DateTimeOffset Since);

public sealed record OwnNotification(string Kind, DateTimeOffset At, string? Merchant, string? Who, string Path);

public sealed record OwnStop(string Topic, string Channel, DateTimeOffset Since);
