using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using GiftCards.Core.Common;

namespace GiftCards.Core.Settlement;

/// <summary>One movement of the platform's bank account, as the bank tells it.</summary>
/// <param name="Reference">The name that was given to the payment, where the bank repeats it.</param>
/// <param name="Amount">How much; null for what cannot be read as money.</param>
/// <param name="IsBack">Whether the money came back.</param>
/// <param name="Reason">Why it came back, in the bank's code.</param>
internal sealed record BankMovement(string Reference, Money? Amount, bool IsBack, string? Reason);

/// <summary>
/// Reads a statement of ISO 20022 (camt.053, of whatever version): the booked entries, and in them the payments by the
/// name that we gave them. Nothing outside of the file is loaded, and a file that is too big or no statement is none.
/// </summary>
internal static class BankStatement
{
    /// <summary>The largest file that is read, in bytes; with the form around it, what a page takes.</summary>
    public const int MaxBytes = 1_000_000;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MaxBytes,
        MaxCharactersFromEntities = 1024,
    };

    /// <summary>The payments in it, what left before what came back; null for what is no statement.</summary>
    public static IReadOnlyList<BankMovement>? Read(byte[] content)
    {
        if (content.Length is 0 or > MaxBytes)
        {
            return null;
        }

        try
        {
            using var stream = new MemoryStream(content);
            using var reader = XmlReader.Create(stream, Settings);
            var document = XDocument.Load(reader);
            return IsStatement(document.Root)
                ? [.. Named(document.Root!, "Ntry").Where(IsBooked).SelectMany(Movements).OrderBy(one => one.IsBack)]
                : null;
        }
        catch (XmlException)
        {
            return null; // Whatever it is, a person has to look at it and fetch another one.
        }
    }

    private static bool IsStatement(XElement? root) =>
        root is { Name.LocalName: "Document" }
        && root.Name.NamespaceName.Contains("camt.053.", StringComparison.Ordinal)
        && Child(root, "BkToCstmrStmt") is not null;

    // Older versions write the state as a word, newer ones as a code inside.
    private static bool IsBooked(XElement entry) => Child(entry, "Sts")?.Value.Trim() == "BOOK";

    private static IEnumerable<BankMovement> Movements(XElement entry)
    {
        var details = Named(entry, "TxDtls").ToList();
        foreach (var one in details)
        {
            if (Named(one, "EndToEndId").FirstOrDefault()?.Value.Trim() is not { Length: > 0 } reference)
            {
                continue;
            }

            var amount = Child(one, "Amt")
                ?? Named(one, "TxAmt").Select(found => Child(found, "Amt")).FirstOrDefault()
                ?? (details.Count == 1 ? Child(entry, "Amt") : null);
            var returned = Named(one, "RtrInf").FirstOrDefault();
            var reason = returned is null ? null : Named(returned, "Cd").FirstOrDefault()?.Value.Trim();
            var direction = Child(one, "CdtDbtInd") ?? Child(entry, "CdtDbtInd");
            var isReversal = Child(entry, "RvslInd")?.Value.Trim() is "true" or "1";
            var isBack = direction?.Value.Trim() == "CRDT" || isReversal || returned is not null;
            yield return new BankMovement(reference, MoneyOf(amount), isBack, reason);
        }
    }

    private static Money? MoneyOf(XElement? amount) =>
        Currency.TryParse(amount?.Attribute("Ccy")?.Value, out var currency)
        && MoneyText.TryParse(Plain(amount!.Value, currency), currency, CultureInfo.InvariantCulture, out var money)
            ? money
            : null;

    // Banks may write more zeros behind the point than the currency has digits.
    private static string Plain(string text, Currency currency)
    {
        var (plain, point) = (text.Trim(), text.Trim().IndexOf('.', StringComparison.Ordinal));
        if (point < 0)
        {
            return plain;
        }

        var fraction = plain[(point + 1)..].TrimEnd('0').PadRight(currency.Exponent, '0');
        return fraction.Length == 0 ? plain[..point] : $"{plain[..point]}.{fraction}";
    }

    private static XElement? Child(XElement parent, string name) =>
        parent.Elements().FirstOrDefault(element => element.Name.LocalName == name);

    private static IEnumerable<XElement> Named(XElement parent, string name) =>
        parent.Descendants().Where(element => element.Name.LocalName == name);
}
