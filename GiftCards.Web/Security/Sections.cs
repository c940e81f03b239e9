using GiftCards.Core.Common;

namespace GiftCards.Web.Security;

/// <summary>A page of the merchant's area, and what somebody must be allowed to find anything there.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Text">The key of its name.</param>
/// <param name="Needed">The permission that its use cases ask for.</param>
internal sealed record MerchantSection(string Path, string Text, Permissions Needed);

/// <summary>A page of those who run the platform.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Text">The key of its name.</param>
/// <param name="Area">The permissions of which one opens it.</param>
internal sealed record AdminSection(string Path, string Text, AdminPermissions Area);

/// <summary>
/// The pages that the two working areas are made of. Navigation shows of them what the person may use; what may be done
/// is decided by the use cases.
/// </summary>
internal static class Sections
{
    public static readonly IReadOnlyList<MerchantSection> Merchant =
    [
        new("/merchant", "Nav.Today", Permissions.AnalyticsRead),
        new("/merchant/counter", "Nav.Counter", Permissions.CardsRedeem),
        new("/merchant/cards", "Nav.Cards", Permissions.CardsRead),
        new("/merchant/analytics", "Nav.Analytics", Permissions.AnalyticsRead),
        new("/merchant/reports", "Nav.Reports", Permissions.AnalyticsRead),
        new("/merchant/approvals", "Nav.Approvals", Permissions.CardsManage),
        new("/merchant/payouts", "Nav.Payouts", Permissions.PayoutsRead),
        new("/merchant/team", "Nav.Team", Permissions.TeamManage),
        new("/merchant/settings", "Nav.Settings", Permissions.SettingsRead),
        new("/merchant/settings/business", "Nav.Business", Permissions.SettingsWrite),
        new("/merchant/developers", "Nav.Keys", Permissions.KeysManage),
        new("/merchant/activity", "Nav.Activity", Permissions.TeamManage),
    ];

    public static readonly IReadOnlyList<AdminSection> Platform =
    [
        new("/admin", "Nav.Overview", AdminAreas.Overview),
        new("/admin/businesses", "Nav.Businesses", AdminAreas.Businesses),
        new("/admin/reviews", "Nav.Reviews", AdminAreas.Storefront),
        new("/admin/users", "Nav.Users", AdminAreas.Users),
        new("/admin/transactions", "Nav.Transactions", AdminAreas.Transactions),
        new("/admin/reports", "Nav.Reports", AdminAreas.Reports),
        new("/admin/refunds", "Nav.Refunds", AdminAreas.Refunds),
        new("/admin/payments", "Nav.Payments", AdminAreas.Payments),
        new("/admin/approvals", "Nav.AdminApprovals", AdminAreas.Approvals),
        new("/admin/disputes", "Nav.Disputes", AdminAreas.Disputes),
        new("/admin/commission", "Nav.Commission", AdminAreas.Commission),
        new("/admin/payouts", "Nav.Payouts", AdminAreas.Payouts),
        new("/admin/platform-cards", "Nav.PlatformCards", AdminAreas.PlatformCards),
        new("/admin/ledger", "Nav.Ledger", AdminAreas.Ledger),
        new("/admin/users/administrators", "Nav.Administrators", AdminAreas.Administrators),
        new("/admin/permissions", "Nav.Permissions", AdminAreas.Anyone),
        new("/admin/audit", "Nav.Audit", AdminAreas.Audit),
        new("/admin/jobs", "Nav.Jobs", AdminAreas.Jobs),
        new("/admin/health", "Nav.Health", AdminAreas.Health),
    ];

    /// <summary>Whether a path lies at or below another.</summary>
    public static bool IsWithin(string path, string section) =>
        path == section || path.StartsWith(section + "/", StringComparison.Ordinal);
}
