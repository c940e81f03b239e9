namespace GiftCards.Core.Common;

/// <summary>A field of the request is missing or not what it must be.</summary>
public sealed record InvalidRequest(string? FieldName, string Reason) : DomainError("invalid_request", ErrorKind.Invalid)
{
    public override string? Field => FieldName;

    public override IReadOnlyList<object> Arguments => [Reason];
}

/// <summary>The caller is known and lacks the permission.</summary>
public sealed record Forbidden() : DomainError("forbidden", ErrorKind.Forbidden);

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
    public override IReadOnlyList<object> Arguments => [(int)Math.Ceiling(RetryAfter.TotalSeconds)];
}

/// <summary>The database or another part we depend on is away for the moment.</summary>
public sealed record Unavailable() : DomainError("unavailable", ErrorKind.Unavailable);

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
