using System.Text;

namespace GiftCards.Core.Delivery.Certificates.Pdf;

/// <summary>A PDF file of one page: what was drawn, the fonts it needs, and a link or two.</summary>
internal sealed class PdfDocument(PdfCanvas page, string title, string language)
{
    private readonly List<(double X, double Y, double Width, double Height, string Url)> links = [];

    /// <summary>Makes an area of the page open an address.</summary>
    public void AddLink(double x, double y, double width, double height, string url) =>
        links.Add((x, y, width, height, url));

    public byte[] ToFile()
    {
        var objects = new PdfObjects();
        var catalog = objects.Reserve();
        var pages = objects.Reserve();
        var sheet = objects.Reserve();
        var content = objects.AddStream(Encoding.Latin1.GetBytes(page.Content));
        var fonts = string.Concat(page.Fonts.Select((font, index) => $"/F{index} {font.WriteTo(objects)} 0 R"));
        var opacities = string.Concat(
            page.Opacities.Select(percent => $"/O{percent}<</ca {Share(percent)}/CA {Share(percent)}>>"));
        var gradients = string.Concat(page.Gradients.Select((gradient, index) => $"/S{index}{gradient}"));
        var annotations = string.Concat(links.Select(link => Annotation(objects, link)));
        objects.Set(
            catalog,
            $"<</Type/Catalog/Pages {pages} 0 R/Lang({language})/ViewerPreferences<</DisplayDocTitle true>>>>");
        objects.Set(pages, $"<</Type/Pages/Kids[{sheet} 0 R]/Count 1>>");
        objects.Set(
            sheet,
            FormattableString.Invariant($"<</Type/Page/Parent {pages} 0 R/MediaBox[0 0 {page.Width} {page.Height}]")
            + $"/Contents {content} 0 R/Annots[{annotations}]"
            + $"/Resources<</Font<<{fonts}>>/ExtGState<<{opacities}>>/Shading<<{gradients}>>>>>>");
        var information = objects.Add(
            $"<</Title<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(title))}>>>");
        return objects.ToFile(catalog, information);
    }

    private static string Share(int percent) => FormattableString.Invariant($"{percent / 100.0}");

    private string Annotation(PdfObjects objects, (double X, double Y, double Width, double Height, string Url) link)
    {
        var box = FormattableString.Invariant(
            $"{link.X} {page.Height - link.Y - link.Height} {link.X + link.Width} {page.Height - link.Y}");
        var url = new Uri(link.Url).AbsoluteUri
            .Replace("(", "%28", StringComparison.Ordinal)
            .Replace(")", "%29", StringComparison.Ordinal);
        return $"{objects.Add($"<</Type/Annot/Subtype/Link/Rect[{box}]/Border[0 0 0]/A<</S/URI/URI({url})>>>>")} 0 R ";
    }
}
