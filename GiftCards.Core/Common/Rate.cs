namespace GiftCards.Core.Common;

/// <summary>A share of an amount, kept in parts per million so that 5 % is exactly 50,000. Zero by default.</summary>
public readonly record struct Rate
{
    private const long Whole = 1_000_000;

    /// <summary>Makes a rate from parts per million, 0 to 1,000,000.</summary>
    public Rate(int partsPerMillion)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partsPerMillion);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partsPerMillion, (int)Whole);
        PartsPerMillion = partsPerMillion;
    }

    public int PartsPerMillion { get; }

    /// <summary>
    /// The share of <paramref name="amount"/>, rounded half to even to the minor unit; round once, at the posting.
    /// </summary>
    public Money Of(Money amount) =>
        new(HalfToEven.Divide((Int128)amount.Minor * PartsPerMillion, Whole), amount.Currency);
}
