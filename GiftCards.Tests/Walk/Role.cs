namespace GiftCards.Tests.Walk;

/// <summary>Everybody who can ask for something, as a set.</summary>
[Flags]
public enum Role
{
    None = 0,
    Anonymous = 1 << 0,
    Buyer = 1 << 1,
    Cashier = 1 << 2,
    Manager = 1 << 3,
    Owner = 1 << 4,

    /// <summary>Another merchant's owner.</summary>
    Stranger = 1 << 5,
    Full = 1 << 6,
    Analytics = 1 << 7,
    Support = 1 << 8,
    Points = 1 << 9,

    /// <summary>Support looking at the merchant's pages.</summary>
    Viewer = 1 << 10,

    /// <summary>A key that may do next to nothing.</summary>
    SmallKey = 1 << 11,

    /// <summary>A key with every scope.</summary>
    Key = 1 << 12,

    Administrators = Full | Analytics | Support | Points,
    Staff = Cashier | Manager | Owner,
    People = Buyer | Staff | Stranger | Administrators,
    Everybody = Anonymous | People | Viewer | SmallKey | Key,
}
