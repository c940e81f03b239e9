namespace GiftCards.Core.Common;

/// <summary>A field of the request is missing or not what it must be.</summary>
/// <param name="FieldName">The field at fault, in camelCase.</param>
/// <param name="Reason">One of <see cref="InvalidReason"/>; chooses the words.</param>
/// <param name="Limit">The limit that was passed, where the reason has one.</param>
public sealed record InvalidRequest(string? FieldName, string Reason, object? Limit = null)
    : DomainError("invalid_request", ErrorKind.Invalid)
{
    public override string? Field => FieldName;

    public override string TextKey => $"invalid_request.{Reason}";

    public override IReadOnlyList<object> Arguments => Limit is null ? [] : [Limit];
}

/// <summary>Why a field is invalid.</summary>
public static class InvalidReason
{
    /// <summary>It is missing or empty.</summary>
    public const string Required = "required";

    /// <summary>It has more characters or items than the limit.</summary>
    public const string TooLong = "too_long";

    /// <summary>There are as many as the limit allows.</summary>
    public const string TooMany = "too_many";

    /// <summary>Another one has it already.</summary>
    public const string Taken = "taken";

    /// <summary>Two of its parts cover the same time.</summary>
    public const string Overlap = "overlap";

    /// <summary>It is less than the limit.</summary>
    public const string TooSmall = "too_small";

    /// <summary>It is more than the limit.</summary>
    public const string TooLarge = "too_large";

    /// <summary>It is no e-mail address.</summary>
    public const string Email = "email";

    /// <summary>It is no IANA time zone.</summary>
    public const string TimeZone = "time_zone";

    /// <summary>It lies in the past, or further ahead than the limit in days.</summary>
    public const string Date = "date";

    /// <summary>It is none of the values that may be chosen.</summary>
    public const string Choice = "choice";

    /// <summary>It is not of the form that the field has.</summary>
    public const string Malformed = "malformed";

    /// <summary>It does not belong into this request.</summary>
    public const string NotAllowed = "not_allowed";
}

/// <summary>The caller is known and lacks the permission.</summary>
public sealed record Forbidden() : DomainError("forbidden", ErrorKind.Forbidden);

/// <summary>A cashier asks in an hour or on a day in which they do not work.</summary>
public sealed record OutsideShift() : DomainError("outside_shift", ErrorKind.Forbidden);

/// <summary>A cashier of one location names another one.</summary>
public sealed record OutsideLocation(string Location) : DomainError("outside_location", ErrorKind.Forbidden)
{
    public override IReadOnlyList<object> Arguments => [Location];

    public override string? Field => "location";
}

/// <summary>Nobody known is asking.</summary>
public sealed record Unauthenticated() : DomainError("unauthenticated", ErrorKind.Unauthenticated);

/// <summary>There is nothing of that name for this caller.</summary>
public sealed record NotFound() : DomainError("not_found", ErrorKind.NotFound);

/// <summary>The state changed meanwhile, or the thing is already done.</summary>
public sealed record Conflict() : DomainError("conflict", ErrorKind.Conflict);

/// <summary>A page cursor that this house did not write.</summary>
public sealed record InvalidCursor() : DomainError("invalid_cursor", ErrorKind.Invalid);

/// <summary>The caller went past a limit and should wait.</summary>
public sealed record RateLimited(TimeSpan RetryAfter) : DomainError("rate_limited", ErrorKind.Limited)
{
    private static readonly TimeSpan InSeconds = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan InMinutes = TimeSpan.FromHours(2);

    /// <summary>A long wait is told in minutes or hours.</summary>
    public override string TextKey =>
        RetryAfter <= InSeconds ? Code : RetryAfter <= InMinutes ? $"{Code}.minutes" : $"{Code}.hours";

    public override IReadOnlyList<object> Arguments =>
    [
        (int)Math.Ceiling(RetryAfter <= InSeconds ? RetryAfter.TotalSeconds
            : RetryAfter <= InMinutes ? RetryAfter.TotalMinutes
            : RetryAfter.TotalHours),
    ];
}

/// <summary>The database or another part we depend on is away for the moment.</summary>
public sealed record Unavailable() : DomainError("unavailable", ErrorKind.Unavailable);

/// <summary>Checks an amount that came from outside.</summary>
public static class AmountLimits
{
    /// <summary>The most that one amount may be, in minor units; far below what arithmetic can hold.</summary>
    public const long LargestMinor = 1_000_000_000_000;

    /// <summary>Null when the amount is from 1 minor unit up to the most; else the limits.</summary>
    public static DomainError? Refuse(Money amount) => amount.Minor is >= 1 and <= LargestMinor
        ? null
        : new AmountOutOfRange(new Money(1, amount.Currency), new Money(LargestMinor, amount.Currency));
}

/// <summary>An amount outside what the merchant allows; carries both limits.</summary>
public sealed record AmountOutOfRange(Money Min, Money Max) : DomainError("amount_out_of_range", ErrorKind.Refused)
{
    public override IReadOnlyList<object> Arguments => [Min, Max];

    public override string? Field => "amount";
}

/// <summary>An amount in another currency than the card's or merchant's.</summary>
public sealed record CurrencyMismatch(Currency Expected) : DomainError("currency_mismatch", ErrorKind.Refused)
{
    public override IReadOnlyList<object> Arguments => [Expected.Code];

    public override string? Field => "amount";
}
