using System.Resources;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery.Certificates.Pdf;
using QRCoder;

namespace GiftCards.Core.Delivery.Certificates;

/// <summary>
/// Makes the certificate that is attached to the gift mail and printed: half a sheet of A4, one page. Safe for use
/// by several threads; the font files are read once.
/// </summary>
public sealed class CertificateRenderer
{
    private static readonly ResourceManager Texts =
        new("GiftCards.Core.Delivery.Certificates.CertificateText", typeof(CertificateRenderer).Assembly);

    private readonly CertificateFonts fonts;

    public CertificateRenderer(CertificateOptions options)
    {
        fonts = CertificateFonts.Find(options);
    }

    /// <summary>Whether only Western European text can be drawn, because no font file was found.</summary>
    public bool DrawsLatin1Only => fonts.AreLatin1Only;

    /// <summary>
    /// Draws the certificate. A name or message in a script that cannot be drawn is left out and pointed to online;
    /// amount, code, QR and link always stand.
    /// </summary>
    public Certificate Render(CertificateContent content)
    {
        var (regular, bold) = fonts.ForDocument();
        var text = TextFor(content, regular, bold);
        var sheet = new CertificateSheet(content, text, regular, bold);
        return new Certificate(sheet.Draw(QrMatrix(content.Code)), sheet.HasTextOnlineOnly);
    }

    private static DeliveryText TextFor(CertificateContent content, PdfFont regular, PdfFont bold)
    {
        var culture = DeliveryText.CultureOf(content.Language);
        var text = new DeliveryText(Texts, culture);
        var labels = string.Concat(
            text["Title"], text["To"], text["From"], text["NeverExpires"], text["MessageOnline"]);
        return regular.CanDraw(TextLayout.Clean(labels)) && bold.CanDraw(TextLayout.Clean(labels))
            ? text
            : new DeliveryText(Texts, DeliveryText.CultureOf(SpokenLanguages.Default));
    }

    private static QrMatrix QrMatrix(string code)
    {
        using var generator = new QRCodeGenerator();
        using var drawn = generator.CreateQrCode(code, QRCodeGenerator.ECCLevel.M);
        return new QrMatrix([.. drawn.ModuleMatrix.Select(row => row.Cast<bool>().ToArray())]);
    }
}
