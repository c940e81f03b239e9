namespace GiftCards.Core.Common;

/// <summary>
/// An exact amount of one currency, counted in minor units (AED 200.00 is 20000). May be negative, as a difference.
/// </summary>
/// <remarks>
/// Adding or comparing two currencies is a bug and throws <see cref="InvalidOperationException"/>; leaving the range
/// of <see cref="long"/> throws <see cref="OverflowException"/>. There is no conversion to or from decimal fractions:
/// parsing and formatting belong to <see cref="MoneyText"/>, at the edge.
/// </remarks>
public readonly record struct Money
{
    /// <summary>Makes an amount; <paramref name="currency"/> must be a real one.</summary>
    public Money(long minor, Currency currency)
    {
        if (!currency.IsSet)
        {
            throw new ArgumentException("Money needs a currency.", nameof(currency));
        }

        Minor = minor;
        Currency = currency;
    }

    /// <summary>Minor units: cents, fils, yen.</summary>
    public long Minor { get; }

    public Currency Currency { get; }

    public bool IsZero => Minor == 0;

    public bool IsPositive => Minor > 0;

    public bool IsNegative => Minor < 0;

    public static Money Zero(Currency currency) => new(0, currency);

    public static Money operator +(Money left, Money right) =>
        new(checked(left.Minor + left.Same(right)), left.Currency);

    public static Money operator -(Money left, Money right) =>
        new(checked(left.Minor - left.Same(right)), left.Currency);

    public static Money operator -(Money value) => new(checked(-value.Minor), value.Currency);

    public static Money operator *(Money value, int times) => new(checked(value.Minor * times), value.Currency);

    public static bool operator <(Money left, Money right) => left.Minor < left.Same(right);

    public static bool operator >(Money left, Money right) => left.Minor > left.Same(right);

    public static bool operator <=(Money left, Money right) => left.Minor <= left.Same(right);

    public static bool operator >=(Money left, Money right) => left.Minor >= left.Same(right);

    public static Money Min(Money left, Money right) => left <= right ? left : right;

    public override string ToString() => $"{Minor} {Currency} minor";

    private long Same(Money other) => other.Currency == Currency
        ? other.Minor
        : throw new InvalidOperationException($"{Currency} and {other.Currency} cannot be combined.");
}
