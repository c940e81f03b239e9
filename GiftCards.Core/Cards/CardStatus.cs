namespace GiftCards.Core.Cards;

/// <summary>Where a card is in its life. A dispute freeze and a waiting transfer are flags beside it.</summary>
public enum CardStatus
{
    /// <summary>Nothing was spent yet.</summary>
    Active,

    /// <summary>Something was spent and something is left.</summary>
    PartiallyUsed,

    /// <summary>Nothing is left because it was spent.</summary>
    FullyUsed,

    /// <summary>Staff stopped its use; the value stays.</summary>
    Blocked,

    /// <summary>The validity ended; what was left became breakage.</summary>
    Expired,

    /// <summary>Ended for good.</summary>
    Cancelled,
}

/// <summary>
/// Where a card's first value came from. A stored fact: law treats paid, promotional and earned value differently.
/// </summary>
public enum CardSource
{
    Purchase,
    Points,
    Counter,
    Promotion,
    Import,
    Split,
}

/// <summary>How a card reaches its holder.</summary>
public enum DeliveryMethod
{
    /// <summary>Mailed to the recipient, or to the buyer when there is none.</summary>
    Email,

    /// <summary>The buyer gets a link to pass on.</summary>
    Link,

    /// <summary>The buyer prints the certificate.</summary>
    Print,
}
