namespace GiftCards.Core.Common;

/// <summary>
/// What may be done at a merchant. As text those within <see cref="Scopes"/> are the scopes of an API key; the others
/// are for people alone.
/// </summary>
[Flags]
public enum Permissions
{
    None = 0,
    CardsRead = 1 << 0,
    CardsRedeem = 1 << 1,
    CardsIssue = 1 << 2,
    CardsManage = 1 << 3,
    OrdersRead = 1 << 4,
    AnalyticsRead = 1 << 5,
    SettingsRead = 1 << 6,
    SettingsWrite = 1 << 7,
    CustomersRead = 1 << 8,
    LoyaltyRead = 1 << 9,
    LoyaltyWrite = 1 << 10,
    WebhooksManage = 1 << 11,

    /// <summary>All that a program may be given.</summary>
    Scopes = (1 << 12) - 1,

    /// <summary>Invite and remove people, and say what they do.</summary>
    TeamManage = 1 << 12,

    /// <summary>Make, rotate and revoke the keys of programs.</summary>
    KeysManage = 1 << 13,

    /// <summary>See what is paid out and when, with the transactions of each payout.</summary>
    PayoutsRead = 1 << 14,

    /// <summary>Ask for a payout and say how often there is one. The bank account is the owner's own matter.</summary>
    PayoutsManage = 1 << 15,

    All = (1 << 16) - 1,
}

/// <summary>What an administrator may do.</summary>
[Flags]
public enum AdminPermissions
{
    None = 0,
    Full = 1 << 0,
    Analytics = 1 << 1,
    Support = 1 << 2,
    Points = 1 << 3,
}

/// <summary>A person's part at a merchant.</summary>
public enum StaffRole
{
    Cashier,
    Manager,
    Owner,
}

/// <summary>The one table of who may do what.</summary>
public static class PermissionTable
{
    /// <summary>
    /// An administrator with full rights sees a merchant's books and settings, and does not sell or redeem for it. The
    /// platform's own cards they also manage.
    /// </summary>
    public const Permissions OfAdministrator = Permissions.CardsRead | Permissions.OrdersRead
        | Permissions.AnalyticsRead
        | Permissions.SettingsRead | Permissions.SettingsWrite | Permissions.CustomersRead | Permissions.LoyaltyRead;

    /// <summary>
    /// What support sees of a merchant it looks at: all that can be read, and nothing that can be done.
    /// </summary>
    public const Permissions OfSupport = Permissions.CardsRead | Permissions.OrdersRead | Permissions.AnalyticsRead
        | Permissions.SettingsRead | Permissions.CustomersRead | Permissions.LoyaltyRead;

    private const Permissions Cashier = Permissions.CardsRead | Permissions.CardsRedeem;

    private const Permissions Manager = Cashier | Permissions.CardsIssue | Permissions.CardsManage
        | Permissions.OrdersRead
        | Permissions.AnalyticsRead | Permissions.SettingsRead | Permissions.CustomersRead;

    private static readonly Dictionary<string, Permissions> ByScope = new(StringComparer.Ordinal)
    {
        ["cards:read"] = Permissions.CardsRead,
        ["cards:redeem"] = Permissions.CardsRedeem,
        ["cards:issue"] = Permissions.CardsIssue,
        ["cards:manage"] = Permissions.CardsManage,
        ["orders:read"] = Permissions.OrdersRead,
        ["analytics:read"] = Permissions.AnalyticsRead,
        ["settings:read"] = Permissions.SettingsRead,
        ["settings:write"] = Permissions.SettingsWrite,
        ["customers:read"] = Permissions.CustomersRead,
        ["loyalty:read"] = Permissions.LoyaltyRead,
        ["loyalty:write"] = Permissions.LoyaltyWrite,
        ["webhooks:manage"] = Permissions.WebhooksManage,
    };

    private static readonly Dictionary<string, Permissions> ByName = new(ByScope, StringComparer.Ordinal)
    {
        ["team:manage"] = Permissions.TeamManage,
        ["keys:manage"] = Permissions.KeysManage,
        ["payouts:read"] = Permissions.PayoutsRead,
        ["payouts:manage"] = Permissions.PayoutsManage,
    };

    /// <summary>Every scope with its public name.</summary>
    public static IReadOnlyDictionary<string, Permissions> Scopes => ByScope;

    /// <summary>Every permission with its name, those of people included.</summary>
    public static IReadOnlyDictionary<string, Permissions> Names => ByName;

    /// <summary>The names of these permissions.</summary>
    public static IReadOnlyList<string> NamesOf(Permissions permissions) =>
        [.. ByName.Where(entry => (permissions & entry.Value) != Permissions.None).Select(entry => entry.Key)];

    /// <summary>The permissions of these names; a name that there is none of counts for nothing.</summary>
    public static Permissions Read(IEnumerable<string> names) => names.Aggregate(
        Permissions.None, (all, name) => all | ByName.GetValueOrDefault(name, Permissions.None));

    /// <summary>What an owner may give to a role at most; an owner always has everything.</summary>
    public static Permissions Grantable(StaffRole role) => role switch
    {
        StaffRole.Cashier => Permissions.Scopes & ~(Permissions.SettingsWrite | Permissions.WebhooksManage),
        StaffRole.Manager or StaffRole.Owner => Permissions.All,
        _ => throw new ArgumentOutOfRangeException(nameof(role)),
    };

    /// <summary>What a role may as long as the owner has not said otherwise.</summary>
    public static Permissions Of(StaffRole role) => role switch
    {
        StaffRole.Cashier => Cashier,
        StaffRole.Manager => Manager,
        StaffRole.Owner => Permissions.All,
        _ => throw new ArgumentOutOfRangeException(nameof(role)),
    };
}
