using System.Globalization;
using GiftCards.Core.Common;

namespace GiftCards.Core.Rates;

/// <summary>Where rates of exchange come from.</summary>
public interface IExchangeRates
{
    /// <summary>The newest table; null where none can be read.</summary>
    RateTable? Today { get; }
}

/// <summary>
/// What one euro is in other currencies on a day. For showing about how much something is: nothing is charged, booked
/// or compared as money by it.
/// </summary>
public sealed class RateTable
{
    private readonly IReadOnlyDictionary<string, decimal> perEuro;

    private RateTable(DateOnly day, IReadOnlyDictionary<string, decimal> perEuro)
    {
        Day = day;
        this.perEuro = perEuro;
    }

    /// <summary>The day whose rates these are; shown beside every amount.</summary>
    public DateOnly Day { get; }

    /// <summary>The currencies that it knows, by code.</summary>
    public IEnumerable<Currency> Currencies => perEuro.Keys.Order(StringComparer.Ordinal).Select(Currency.Of);

    /// <summary>How many of a currency one euro is; null where that is not known.</summary>
    public decimal? PerEuro(Currency currency) =>
        perEuro.TryGetValue(currency.Code, out var rate) ? rate : null;

    /// <summary>About how much an amount is in another currency; null where a rate is not known.</summary>
    public Money? About(Money amount, Currency wanted)
    {
        if (amount.Currency == wanted || PerEuro(amount.Currency) is not { } from || PerEuro(wanted) is not { } to)
        {
            return null;
        }

        var minor = (decimal)amount.Minor / amount.Currency.MinorPerMajor / from * to * wanted.MinorPerMajor;
        return minor is < 0 or > Limit ? null : new Money((long)decimal.Truncate(minor + 0.5m), wanted);
    }

    /// <summary>
    /// Reads the form in which the European Central Bank publishes its daily rates: a line of <c>Date</c> and
    /// currencies, and a line of the day and their rates. Throws <see cref="FormatException"/>.
    /// </summary>
    public static RateTable Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (lines is not [var head, var row, ..])
        {
            throw new FormatException("Rates are two lines: Date and currencies, a day and their rates.");
        }

        var (names, cells) = (Cells(head), Cells(row));
        if (names is not ["Date", _, ..] || cells.Count != names.Count)
        {
            throw new FormatException("Each currency of the first line of rates has its rate in the second.");
        }

        var perEuro = new Dictionary<string, decimal>(StringComparer.Ordinal) { ["EUR"] = 1 };
        for (var i = 1; i < names.Count; i++)
        {
            if (Currency.TryParse(names[i], out var currency)
                && decimal.TryParse(
                    cells[i], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate)
                && rate > 0)
            {
                perEuro[currency.Code] = rate;
            }
        }

        return new RateTable(DayOf(cells[0]), perEuro);
    }

    private const decimal Limit = 1_000_000_000_000_000;

    private static List<string> Cells(string line) =>
        [.. line.Split(',').Select(cell => cell.Trim()).Where(cell => cell.Length > 0)];

    private static DateOnly DayOf(string text) =>
        DateOnly.TryParseExact(
            text, ["yyyy-MM-dd", "d MMMM yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new FormatException("The day of rates is written 2026-11-20 or 20 November 2026.");
}

/// <summary>The rates that come with the application.</summary>
public sealed class BundledRates : IExchangeRates
{
    private const string Resource = "GiftCards.Core.Rates.daily-rates.csv";

    public RateTable? Today { get; } = Read();

    private static RateTable Read()
    {
        using var stream = typeof(BundledRates).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return RateTable.Parse(reader.ReadToEnd());
    }
}

/// <summary>
/// Rates from a file that something else replaces once a day (<c>Rates:File</c>); read again when it changed. While it
/// is missing or damaged, what was read last stays, dated as it is.
/// </summary>
public sealed class FileRates(string path) : IExchangeRates
{
    private readonly Lock gate = new();
    private DateTime readAt;
    private RateTable? last;

    public RateTable? Today
    {
        get
        {
            lock (gate)
            {
                var written = File.GetLastWriteTimeUtc(path);
                if (written != readAt)
                {
                    readAt = written;
                    last = TryRead() ?? last;
                }

                return last;
            }
        }
    }

    private RateTable? TryRead()
    {
        try
        {
            return RateTable.Parse(File.ReadAllText(path));
        }
        catch (Exception error) when (error is IOException or FormatException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
