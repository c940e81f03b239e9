using GiftCards.Core.Common;
using Microsoft.AspNetCore.Identity;

namespace GiftCards.Core.Access;

/// <summary>
/// A person who signs in. E-mail address and user name are stored encrypted; the columns that Identity calls
/// "normalised" hold their keyed hash, which is what look-ups go through.
/// </summary>
public sealed class User : IdentityUser<Guid>
{
    public string DisplayName { get; set; } = "";

    /// <summary>Preferred language of pages and mails, such as <c>en</c>.</summary>
    public string Language { get; set; } = SpokenLanguages.Default;

    public DateOnly? Birthday { get; set; }

    /// <summary>
    /// What the person signed up as; rights come from <see cref="StaffMember"/> and <see cref="Administrator"/> rows.
    /// </summary>
    public SignUpKind Kind { get; set; } = SignUpKind.Buyer;

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when those who run the platform let this person sign in no more; null while they may.</summary>
    public DateTimeOffset? DisabledAt { get; set; }

    public UserId UserId => new(Id);

    /// <summary>
    /// The look-up hash of their address; null while it is not proven, when it may be a stranger's.
    /// </summary>
    internal byte[]? ProvenAddress =>
        EmailConfirmed && NormalizedEmail is { } index ? Convert.FromHexString(index) : null;
}

/// <summary>What a person signs up as.</summary>
public enum SignUpKind
{
    Buyer,
    Business,
}

/// <summary>A person who runs the platform.</summary>
public sealed class Administrator
{
    public required UserId UserId { get; init; }

    public required AdminPermissions Permissions { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}
