using System.Diagnostics.CodeAnalysis;

namespace GiftCards.Core.Common;

/// <summary>
/// An ISO 4217 currency: its three-letter code and how many decimal digits its minor unit has.
/// The default value is no currency at all and is refused wherever money is made.
/// </summary>
/// <remarks>Source of codes and exponents: ISO 4217 list one, as published by SIX.</remarks>
public readonly record struct Currency
{
    private readonly string? code;

    private Currency(string code, int exponent)
    {
        this.code = code;
        Exponent = exponent;
    }

    /// <summary>The three upper-case letters, such as <c>AED</c>.</summary>
    public string Code => code ?? throw new InvalidOperationException("A currency was never set.");

    /// <summary>Decimal digits of the minor unit: 2 for USD, 0 for JPY, 3 for KWD.</summary>
    public int Exponent { get; }

    /// <summary>How many minor units make one major unit: 100 for USD, 1 for JPY, 1000 for KWD.</summary>
    public long MinorPerMajor => Exponent switch
    {
        0 => 1,
        2 => 100,
        3 => 1_000,
        _ => throw new InvalidOperationException($"No currency here has {Exponent} decimals."),
    };

    /// <summary>
    /// The smallest step an amount may be sold in, in minor units. Three-decimal currencies are sold in tens,
    /// because card networks accept no others (docs.stripe.com/currencies).
    /// </summary>
    public long SmallestStep => Exponent == 3 ? 10 : 1;

    /// <summary>Whether this is a real currency and not the default value.</summary>
    public bool IsSet => code is not null;

    /// <summary>Every currency known, by code.</summary>
    public static IReadOnlyCollection<Currency> All { get; } = [.. CurrencyTable.ByCode.Values];

    /// <summary>
    /// Finds a currency by its code; throws when there is none, so use it for codes that we wrote ourselves.
    /// </summary>
    public static Currency Of(string code) =>
        TryParse(code, out var currency) ? currency : throw new ArgumentException(
            $"'{code}' is no ISO 4217 currency.", nameof(code));

    /// <summary>Finds a currency by a code that came from outside; letters must be upper case.</summary>
    public static bool TryParse([NotNullWhen(true)] string? code, out Currency currency)
    {
        currency = default;
        return code is not null && CurrencyTable.ByCode.TryGetValue(code, out currency);
    }

    public override string ToString() => code ?? "—";

    internal static Currency FromTable(string code, int exponent) => new(code, exponent);
}
