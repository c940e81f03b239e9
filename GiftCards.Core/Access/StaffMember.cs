using GiftCards.Core.Common;

namespace GiftCards.Core.Access;

/// <summary>
/// A person's part at one merchant; a person may serve several. Who was removed stays for the record, behind the query
/// filter <see cref="Present"/>, so that no query takes them for a member by mistake.
/// </summary>
public sealed class StaffMember
{
    /// <summary>The query filter that hides those who were removed.</summary>
    public const string Present = "Present";

    public required MerchantId MerchantId { get; init; }

    public required UserId UserId { get; init; }

    public required StaffRole Role { get; set; }

    public required DateTimeOffset CreatedAt { get; set; }

    /// <summary>When the person lost their part; null while they have it.</summary>
    public DateTimeOffset? RemovedAt { get; set; }

    /// <summary>The one place where a cashier works; null for anywhere.</summary>
    public string? Location { get; set; }

    /// <summary>The days on which a cashier works; null for any time at all.</summary>
    public WeekDays? ShiftDays { get; set; }

    /// <summary>See <see cref="Shift.From"/>.</summary>
    public int ShiftFrom { get; set; }

    /// <summary>See <see cref="Shift.Until"/>.</summary>
    public int ShiftUntil { get; set; }

    /// <summary>When the person works; null for any time.</summary>
    public Shift? Shift
    {
        get => ShiftDays is { } days ? new Shift(days, ShiftFrom, ShiftUntil) : null;
        set => (ShiftDays, ShiftFrom, ShiftUntil) = (value?.Days, value?.From ?? 0, value?.Until ?? 0);
    }
}

/// <summary>
/// What a merchant lets one of its roles do. A role without a row does what <see cref="PermissionTable"/> says; an
/// owner's is never written down, so that nobody can lose it.
/// </summary>
public sealed class RoleGrant
{
    public required MerchantId MerchantId { get; init; }

    public required StaffRole Role { get; init; }

    public required Permissions Permissions { get; set; }

    public required DateTimeOffset UpdatedAt { get; set; }
}
