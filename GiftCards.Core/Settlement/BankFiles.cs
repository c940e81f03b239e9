using System.Globalization;
using System.Text;
using System.Xml;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;

namespace GiftCards.Core.Settlement;

/// <summary>One payment of a bank file.</summary>
/// <param name="Name">Our name of it, which comes back with every word of the bank about it.</param>
/// <param name="Amount">What is paid.</param>
/// <param name="To">The account it goes to.</param>
/// <param name="Payee">Who is paid; their address goes with it.</param>
/// <param name="Text">What the payee reads on their statement.</param>
internal sealed record BankPayment(string Name, Money Amount, BankDetails To, Merchant Payee, string Text);

/// <summary>
/// Writes orders to a bank as ISO 20022 wants them: a customer credit transfer initiation, pain.001.001.09. One group
/// of payments for each currency, each from the platform's account for it. See
/// docs/decisions/0037-bank-file-pain-001.md.
/// </summary>
internal static class BankFiles
{
    public const string Namespace = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

    private const int MaxName = 35;
    private const int MaxParty = 70;
    private const int MaxTown = 35;
    private const int MaxText = 140;

    /// <summary>A name in 35 letters that banks take; ours have an underscore, which they do not.</summary>
    public static string NameOf(string id) => BankText.Of(id.Replace('_', '-'), MaxName);

    /// <summary>Makes the file of these payments; there must be some.</summary>
    public static BankFile Make(
        BankFileId id,
        BankFileKind kind,
        IReadOnlyList<BankPayment> payments,
        BankFileOptions options,
        Actor actor,
        DateTimeOffset now)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true }))
        {
            Write(xml, id, payments, options, now);
        }

        return new BankFile
        {
            MerchantId = MerchantId.Platform,
            Id = id,
            Kind = kind,
            Count = payments.Count,
            ControlSum = Sum(payments),
            Content = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + text.ToString().ReplaceLineEndings("\n") + "\n",
            CreatedAt = now,
            CreatedBy = actor.Label,
        };
    }

    /// <summary>The sum of the amounts as decimals, whatever their currencies, as the standard counts it.</summary>
    public static string Sum(IEnumerable<BankPayment> payments)
    {
        const int Digits = 3;
        var thousandths = payments.Aggregate(
            Int128.Zero,
            (sum, payment) => sum + ((Int128)payment.Amount.Minor * (1_000 / payment.Amount.Currency.MinorPerMajor)));
        var (whole, rest) = Int128.DivRem(thousandths, 1_000);
        var fraction = rest.ToString(CultureInfo.InvariantCulture).PadLeft(Digits, '0').TrimEnd('0');
        return whole.ToString(CultureInfo.InvariantCulture) + (fraction.Length > 0 ? $".{fraction}" : "");
    }

    private static void Write(
        XmlWriter xml,
        BankFileId id,
        IReadOnlyList<BankPayment> payments,
        BankFileOptions options,
        DateTimeOffset now)
    {
        xml.WriteStartElement("Document", Namespace);
        xml.WriteStartElement("CstmrCdtTrfInitn");
        xml.WriteStartElement("GrpHdr");
        xml.WriteElementString("MsgId", NameOf(id.ToString()));
        xml.WriteElementString("CreDtTm", now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        WriteCount(xml, payments);
        xml.WriteStartElement("InitgPty");
        xml.WriteElementString("Nm", BankText.Of(options.Name, MaxParty));
        xml.WriteEndElement();
        xml.WriteEndElement();
        var groups = payments.GroupBy(payment => payment.Amount.Currency.Code)
            .OrderBy(group => group.Key, StringComparer.Ordinal);
        foreach (var group in groups)
        {
            WriteGroup(xml, id, [.. group], options, now);
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteCount(XmlWriter xml, IReadOnlyList<BankPayment> payments)
    {
        xml.WriteElementString("NbOfTxs", payments.Count.ToString(CultureInfo.InvariantCulture));
        xml.WriteElementString("CtrlSum", Sum(payments));
    }

    private static void WriteGroup(
        XmlWriter xml,
        BankFileId id,
        IReadOnlyList<BankPayment> payments,
        BankFileOptions options,
        DateTimeOffset now)
    {
        var currency = payments[0].Amount.Currency;
        var account = options.AccountFor(currency);
        xml.WriteStartElement("PmtInf");
        xml.WriteElementString("PmtInfId", NameOf($"{id}-{currency.Code}"));
        xml.WriteElementString("PmtMtd", "TRF");
        WriteCount(xml, payments);
        xml.WriteStartElement("ReqdExctnDt");
        xml.WriteElementString("Dt", now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        xml.WriteEndElement();
        WriteParty(xml, "Dbtr", options.Name, options.Street, options.City, options.Country);
        WriteAccount(xml, "DbtrAcct", account.Iban, account.Number, currency);
        WriteAgent(xml, "DbtrAgt", account.Bic, null, null);
        xml.WriteElementString("ChrgBr", "SHAR");
        foreach (var payment in payments)
        {
            WritePayment(xml, payment);
        }

        xml.WriteEndElement();
    }

    private static void WritePayment(XmlWriter xml, BankPayment payment)
    {
        var (to, payee) = (payment.To, payment.Payee);
        xml.WriteStartElement("CdtTrfTxInf");
        xml.WriteStartElement("PmtId");
        xml.WriteElementString("InstrId", NameOf(payment.Name));
        xml.WriteElementString("EndToEndId", NameOf(payment.Name));
        xml.WriteEndElement();
        xml.WriteStartElement("Amt");
        xml.WriteStartElement("InstdAmt");
        xml.WriteAttributeString("Ccy", payment.Amount.Currency.Code);
        xml.WriteString(Decimal(payment.Amount));
        xml.WriteEndElement();
        xml.WriteEndElement();
        WriteAgent(xml, "CdtrAgt", to.Bic, ClearingOf(to.Scheme), to.BankCode);
        WriteParty(xml, "Cdtr", to.Holder, payee.Address, payee.City, payee.Country);
        var isIban = to.Scheme == BankScheme.Iban;
        WriteAccount(xml, "CdtrAcct", isIban ? to.Number : null, isIban ? null : to.Number, payment.Amount.Currency);
        xml.WriteStartElement("RmtInf");
        xml.WriteElementString("Ustrd", BankText.Of(payment.Text, MaxText));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteParty(
        XmlWriter xml, string element, string name, string street, string town, string country)
    {
        xml.WriteStartElement(element);
        xml.WriteElementString("Nm", BankText.Of(name, MaxParty));
        xml.WriteStartElement("PstlAdr");
        if (BankText.Of(street, MaxParty) is { Length: > 0 } line)
        {
            xml.WriteElementString("StrtNm", line);
        }

        if (BankText.Of(town, MaxTown) is { Length: > 0 } place)
        {
            xml.WriteElementString("TwnNm", place);
        }

        xml.WriteElementString("Ctry", country);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteAccount(XmlWriter xml, string element, string? iban, string? number, Currency currency)
    {
        xml.WriteStartElement(element);
        xml.WriteStartElement("Id");
        if (iban is not null)
        {
            xml.WriteElementString("IBAN", iban);
        }
        else
        {
            xml.WriteStartElement("Othr");
            xml.WriteElementString("Id", number);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteElementString("Ccy", currency.Code);
        xml.WriteEndElement();
    }

    // A bank that nobody named is found from the IBAN; the standard still wants something to stand here.
    private static void WriteAgent(XmlWriter xml, string element, string? bic, string? clearing, string? member)
    {
        xml.WriteStartElement(element);
        xml.WriteStartElement("FinInstnId");
        if (bic is not null)
        {
            xml.WriteElementString("BICFI", bic);
        }

        if (clearing is not null && member is not null)
        {
            xml.WriteStartElement("ClrSysMmbId");
            xml.WriteStartElement("ClrSysId");
            xml.WriteElementString("Cd", clearing);
            xml.WriteEndElement();
            xml.WriteElementString("MmbId", member);
            xml.WriteEndElement();
        }
        else if (bic is null)
        {
            xml.WriteStartElement("Othr");
            xml.WriteElementString("Id", "NOTPROVIDED");
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    // ISO 20022 external codes of clearing systems.
    private static string? ClearingOf(BankScheme scheme) => scheme switch
    {
        BankScheme.UnitedStates => "USABA",
        BankScheme.UnitedKingdom => "GBDSC",
        BankScheme.India => "INFSC",
        BankScheme.Japan => "JPZGN",
        _ => null,
    };

    private static string Decimal(Money amount)
    {
        var text = MoneyText.FormatNumber(amount, CultureInfo.InvariantCulture);
        return new StringBuilder(text).Replace(",", "").ToString();
    }
}
