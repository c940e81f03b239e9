using GiftCards.Core.Common;

namespace GiftCards.Core.Access;

/// <summary>E-mail address and password are right, and a code from the person's second factor is due.</summary>
public sealed record MfaRequired() : DomainError("mfa_required", ErrorKind.Unauthenticated);

/// <summary>
/// The person runs the platform, or works where the owner wants a second factor, and signed in without one.
/// </summary>
public sealed record SecondFactorRequired() : DomainError("second_factor_required", ErrorKind.Forbidden);

/// <summary>A code of an authenticator app that is wrong, or was used before.</summary>
public sealed record CodeRefused() : DomainError("code_refused", ErrorKind.Refused)
{
    public override string? Field => "code";
}

/// <summary>A link from a mail was used before, is too old, or was never ours.</summary>
public sealed record LinkInvalid() : DomainError("link_invalid", ErrorKind.Refused);

/// <summary>A new password that is too short, too long or among the commonest.</summary>
/// <param name="Reason"><c>too_short</c>, <c>too_long</c> or <c>too_common</c>; chooses the words.</param>
/// <param name="Limit">The number of characters that was missed, where the reason has one.</param>
public sealed record PasswordRefused(string Reason, int? Limit) : DomainError("invalid_request", ErrorKind.Invalid)
{
    public override string? Field => "password";

    public override string TextKey => $"invalid_request.password_{Reason}";

    public override IReadOnlyList<object> Arguments => Limit is { } limit ? [limit] : [];
}

/// <summary>Nobody gives rights, or takes them away, that go beyond their own.</summary>
public sealed record BeyondOwnRights() : DomainError("beyond_own_rights", ErrorKind.Forbidden);

/// <summary>One administrator with full rights stays until there is another.</summary>
public sealed record LastAdministrator() : DomainError("last_administrator", ErrorKind.Conflict);

/// <summary>There is no account with that address, or nobody has proven that the address is theirs.</summary>
public sealed record AccountUnknown() : DomainError("account_unknown", ErrorKind.Refused)
{
    public override string? Field => "email";
}
