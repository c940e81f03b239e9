using GiftCards.Core.Common;

namespace GiftCards.Core.Notifications;

/// <summary>What a person is told within the application.</summary>
public enum NotificationKind
{
    CardUsed,
    CardToppedUp,
    CardExpiring,
    GiftReceived,
    GiftSent,
    GiftOpened,
    TransferOffered,
    TransferClaimed,
    TransferReturned,
    OrderFulfilled,
    OrderRefunded,
    PaymentReturned,
    CardsSold,
    TeamJoined,
    BusinessDecided,
    BusinessWaiting,
    SignedIn,

    /// <summary>A long list that they asked for was written, or failed.</summary>
    FileReady,

    /// <summary>A merchant answered their review.</summary>
    ReviewAnswered,
}

/// <summary>What people can choose to hear of, or not; each kind belongs to one.</summary>
public enum NotificationTopic
{
    /// <summary>A card of theirs was used.</summary>
    Use,

    /// <summary>Somebody topped a card of theirs up.</summary>
    TopUp,

    /// <summary>A card's validity ends soon.</summary>
    Expiry,

    /// <summary>Gifts: received, sent, opened.</summary>
    Gift,

    /// <summary>Cards that are passed on.</summary>
    Passing,

    /// <summary>Their orders, and money that goes back.</summary>
    Order,

    /// <summary>Cards sold by the business they work for.</summary>
    Sale,

    /// <summary>Who joins their team.</summary>
    Team,

    /// <summary>What is decided about a business.</summary>
    Business,

    /// <summary>Who signs in for them; always told.</summary>
    Security,

    /// <summary>Answers to what they wrote of merchants.</summary>
    Review,
}

/// <summary>How somebody is told.</summary>
public enum NotificationChannel
{
    App,
    Mail,
}

/// <summary>One thing a person was told, until they have read it and for half a year.</summary>
public sealed class Notification
{
    /// <summary>How long one is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(183);

    public required Guid Id { get; init; }

    public required UserId UserId { get; init; }

    public required NotificationKind Kind { get; init; }

    /// <summary>The message of the outbox that it follows from, so that one that comes twice is told once.</summary>
    public required string Cause { get; init; }

    /// <summary>Where one sees more, as a path of this site without any secret.</summary>
    public required string Path { get; init; }

    /// <summary>The name of the business it is about; null where none is.</summary>
    public string? Place { get; init; }

    /// <summary>The name of the person it is about; null where none is.</summary>
    public string? Who { get; init; }

    /// <summary>How much, in minor units; null where no amount is told.</summary>
    public long? AmountMinor { get; init; }

    public Currency? Currency { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was read; null until then.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>How much; null where no amount is told.</summary>
    public Money? Amount => AmountMinor is { } minor && Currency is { } currency ? new Money(minor, currency) : null;
}

/// <summary>Something that a person, or whoever reads an address, does not want to hear of any more.</summary>
public sealed class NotificationStop
{
    /// <summary>The person's id for what is told in the application; the keyed hash of the address for mail.</summary>
    public required string Holder { get; init; }

    public required NotificationTopic Topic { get; init; }

    public required NotificationChannel Channel { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>Which kinds belong to which topic, and what may be switched off.</summary>
public static class NotificationTopics
{
    /// <summary>Topics whose mails can be stopped; receipts, gifts and what concerns security always go.</summary>
    public static IReadOnlyList<NotificationTopic> ByMail { get; } =
    [
        NotificationTopic.Use, NotificationTopic.TopUp, NotificationTopic.Expiry, NotificationTopic.Passing,
        NotificationTopic.Team,
    ];

    /// <summary>Topics that can be switched off within the application.</summary>
    public static IReadOnlyList<NotificationTopic> InApp { get; } =
        [.. Enum.GetValues<NotificationTopic>().Where(topic => topic != NotificationTopic.Security)];

    /// <summary>Topics that concern those alone who work for a business or the platform.</summary>
    public static IReadOnlyList<NotificationTopic> OfWork { get; } =
        [NotificationTopic.Sale, NotificationTopic.Team, NotificationTopic.Business];

    /// <summary>Whether somebody can choose not to hear of it that way.</summary>
    public static bool MayStop(NotificationTopic topic, NotificationChannel channel) =>
        (channel == NotificationChannel.Mail ? ByMail : InApp).Contains(topic);

    public static NotificationTopic Of(NotificationKind kind) => kind switch
    {
        NotificationKind.CardUsed => NotificationTopic.Use,
        NotificationKind.CardToppedUp => NotificationTopic.TopUp,
        NotificationKind.CardExpiring => NotificationTopic.Expiry,
        NotificationKind.GiftReceived or NotificationKind.GiftSent or NotificationKind.GiftOpened =>
            NotificationTopic.Gift,
        NotificationKind.TransferOffered or NotificationKind.TransferClaimed or NotificationKind.TransferReturned =>
            NotificationTopic.Passing,
        NotificationKind.OrderFulfilled or NotificationKind.OrderRefunded or NotificationKind.PaymentReturned =>
            NotificationTopic.Order,
        NotificationKind.CardsSold => NotificationTopic.Sale,
        NotificationKind.TeamJoined => NotificationTopic.Team,
        NotificationKind.BusinessDecided or NotificationKind.BusinessWaiting => NotificationTopic.Business,
        NotificationKind.SignedIn => NotificationTopic.Security,
        NotificationKind.FileReady => NotificationTopic.Business,
        NotificationKind.ReviewAnswered => NotificationTopic.Review,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
