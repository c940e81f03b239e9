namespace GiftCards.Core.Common;

/// <summary>
/// The parts of running the platform, each with the permissions of which an administrator needs one. Full rights hold
/// every other.
/// </summary>
public static class AdminAreas
{
    public const AdminPermissions Overview = AdminPermissions.Analytics;
    public const AdminPermissions Transactions = AdminPermissions.Analytics;
    public const AdminPermissions Reports = AdminPermissions.Analytics;
    public const AdminPermissions Businesses = AdminPermissions.Analytics | AdminPermissions.Support;
    public const AdminPermissions Refunds = AdminPermissions.Analytics | AdminPermissions.Support;
    public const AdminPermissions Payments = AdminPermissions.Analytics | AdminPermissions.Support;
    public const AdminPermissions Payouts = AdminPermissions.Full;
    public const AdminPermissions Disputes = AdminPermissions.Analytics | AdminPermissions.Support;
    public const AdminPermissions PlatformCards = AdminPermissions.Full;
    public const AdminPermissions Commission = AdminPermissions.Full;
    public const AdminPermissions Goodwill = AdminPermissions.Full;
    public const AdminPermissions Ledger = AdminPermissions.Full;
    public const AdminPermissions Administrators = AdminPermissions.Full;
    public const AdminPermissions Audit = AdminPermissions.Support;
    public const AdminPermissions ViewAsMerchant = AdminPermissions.Support;
    public const AdminPermissions Users = AdminPermissions.Support;
    public const AdminPermissions Storefront = AdminPermissions.Support;
    public const AdminPermissions Jobs = AdminPermissions.Full;
    public const AdminPermissions Health = AdminPermissions.Full;
    public const AdminPermissions Approvals = AdminPermissions.Full;

    /// <summary>What everybody who runs the platform sees.</summary>
    public const AdminPermissions Anyone =
        AdminPermissions.Full | AdminPermissions.Analytics | AdminPermissions.Support | AdminPermissions.Points;

    /// <summary>Every area with its name, in the order of the pages.</summary>
    public static IReadOnlyDictionary<string, AdminPermissions> All { get; } =
        new Dictionary<string, AdminPermissions>(StringComparer.Ordinal)
        {
            [nameof(Overview)] = Overview,
            [nameof(Businesses)] = Businesses,
            [nameof(Transactions)] = Transactions,
            [nameof(Reports)] = Reports,
            [nameof(Refunds)] = Refunds,
            [nameof(Payments)] = Payments,
            [nameof(Payouts)] = Payouts,
            [nameof(Disputes)] = Disputes,
            [nameof(PlatformCards)] = PlatformCards,
            [nameof(Commission)] = Commission,
            [nameof(Goodwill)] = Goodwill,
            [nameof(Ledger)] = Ledger,
            [nameof(Administrators)] = Administrators,
            [nameof(Audit)] = Audit,
            [nameof(ViewAsMerchant)] = ViewAsMerchant,
            [nameof(Users)] = Users,
            [nameof(Storefront)] = Storefront,
            [nameof(Jobs)] = Jobs,
            [nameof(Health)] = Health,
            [nameof(Approvals)] = Approvals,
        };

    /// <summary>Whether these permissions open an area.</summary>
    public static bool Open(this AdminPermissions held, AdminPermissions area) =>
        (held & (area | AdminPermissions.Full)) != AdminPermissions.None;
}
