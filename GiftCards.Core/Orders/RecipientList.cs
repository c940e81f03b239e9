using System.Globalization;
using System.Text;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;

namespace GiftCards.Core.Orders;

/// <summary>One person of an uploaded list, as the file says it.</summary>
/// <param name="Line">Which line of the file, from 1.</param>
/// <param name="Name">Their name; null where none stands there.</param>
/// <param name="Email">Their address.</param>
/// <param name="Amount">What they get; null where that cannot be read.</param>
/// <param name="Message">Words for them alone; null takes those of the form.</param>
/// <param name="Error">What is wrong with the line; null when nothing is.</param>
public sealed record RecipientRow(
    int Line, string? Name, string Email, Money? Amount, string? Message, DomainError? Error);

/// <summary>
/// People who are each to get a card, read from a file of comma-separated values: name, address, amount, message. With
/// or without headings, with commas, semicolons or tabs between. Every line is checked before anything is paid.
/// </summary>
public sealed record RecipientList(IReadOnlyList<RecipientRow> Rows)
{
    /// <summary>A file may not be larger than this.</summary>
    public const int MaxBytes = 256 * 1024;

    private const int Name = 0;
    private const int Email = 1;
    private const int Amount = 2;
    private const int Message = 3;

    private static readonly string[][] Headings =
    [
        ["name", "nombre", "nom", "имя", "الاسم"],
        ["email", "e-mail", "mail", "correo", "courriel", "почта", "البريد"],
        ["amount", "importe", "montant", "сумма", "المبلغ"],
        ["message", "mensaje", "сообщение", "الرسالة"],
    ];

    /// <summary>Whether every line is right and there are as many as one order holds.</summary>
    public bool IsGood => Rows.Count is > 0 and <= Order.MaxCards && Rows.All(row => row.Error is null);

    /// <summary>Reads and checks a file.</summary>
    /// <param name="bytes">The file, in UTF-8 or else Latin-1.</param>
    /// <param name="settings">What the merchant sells.</param>
    /// <param name="each">What those get for whom no amount stands there; null when there is none.</param>
    public static RecipientList Read(ReadOnlySpan<byte> bytes, GiftCardSettings settings, Money? each)
    {
        var lines = CsvText.Read(TextOf(bytes)).Take(Order.MaxCards + 2).ToList();
        var places = lines.Count > 0 ? PlacesOf(lines[0].Fields) : null;
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        List<RecipientRow> rows = [];
        foreach (var (number, fields) in lines.Skip(places is null ? 0 : 1))
        {
            rows.Add(RowOf(number, fields, places ?? [0, 1, 2, 3], settings, each, seen));
        }

        return new RecipientList(rows);
    }

    private static RecipientRow RowOf(
        int number,
        IReadOnlyList<string> fields,
        int[] places,
        GiftCardSettings settings,
        Money? each,
        HashSet<string> seen)
    {
        string? Field(int which) =>
            places[which] >= 0 && places[which] < fields.Count && fields[places[which]] is { Length: > 0 } field
                ? field
                : null;
        var (name, email, message) = (Field(Name), Field(Email) ?? "", Field(Message));
        var amount = Field(Amount) is { } written ? AmountOf(written, settings.Currency) : each;
        DomainError? error = TextRules.RefuseLine(name, "name", TextRules.MaxName)
            ?? TextRules.RefuseEmail(email, "email")
            ?? TextRules.RefuseMessage(message, "message")
            ?? (seen.Add(email) ? null : new InvalidRequest("email", InvalidReason.NotAllowed));
        error ??= amount is { } money
            ? settings.RefuseAmount(money)
            : new InvalidRequest("amount", InvalidReason.Malformed);
        return new RecipientRow(number, name, email, amount, message, error);
    }

    private static Money? AmountOf(string written, Currency currency) =>
        MoneyText.TryParse(written.Replace(',', '.'), currency, CultureInfo.InvariantCulture, out var read)
            ? read
            : null;

    // Null where the first line is no line of headings: an address in it says so.
    private static int[]? PlacesOf(IReadOnlyList<string> first)
    {
        if (first.Any(field => field.Contains('@')))
        {
            return null;
        }

        var named = first.Select(field => field.Trim().ToLowerInvariant()).ToList();
        int[] places = [.. Headings.Select(words => named.FindIndex(field => words.Contains(field)))];
        return places[Email] < 0 ? null : places;
    }

    private static string TextOf(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return new UTF8Encoding(false, true).GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes); // What spreadsheets of old wrote.
        }
    }
}
