namespace GiftCards.Core.Disputes;

/// <summary>What the lines of a card's history say that a dispute wrote there.</summary>
public static class DisputeReason
{
    /// <summary>The card is frozen.</summary>
    public const string Opened = "dispute_opened";

    /// <summary>The freeze ended.</summary>
    public const string Won = "dispute_won";

    /// <summary>What was left of the sale went back to the buyer.</summary>
    public const string Lost = "dispute_lost";
}
