using System.Text;

namespace GiftCards.Core.Delivery.Certificates.Pdf;

/// <summary>A PDF file: what was drawn on its pages, the fonts they need, and a link or two on the first.</summary>
internal sealed class PdfDocument(IReadOnlyList<PdfCanvas> pages, string title, string language)
{
    private readonly List<(double X, double Y, double Width, double Height, string Url)> links = [];

    /// <summary>A file of one page.</summary>
    public PdfDocument(PdfCanvas page, string title, string language)
        : this([page], title, language)
    {
    }

    /// <summary>Makes an area of the first page open an address.</summary>
    public void AddLink(double x, double y, double width, double height, string url) =>
        links.Add((x, y, width, height, url));

    public byte[] ToFile()
    {
        var objects = new PdfObjects();
        var catalog = objects.Reserve();
        var tree = objects.Reserve();
        int[] sheets = [.. pages.Select(_ => objects.Reserve())];
        int[] contents = [.. pages.Select(page => objects.AddStream(Encoding.Latin1.GetBytes(page.Content)))];

        // A font knows what it carries once every page is drawn, and stands in the file once.
        var fonts = pages.SelectMany(page => page.Fonts).Distinct()
            .ToDictionary(font => font, font => font.WriteTo(objects));
        for (var i = 0; i < pages.Count; i++)
        {
            var annotations = i == 0 ? string.Concat(links.Select(link => Annotation(objects, link))) : "";
            var pictures = string.Concat(
                pages[i].Pictures.Select((picture, index) => $"/I{index} {picture.WriteTo(objects)} 0 R"));
            objects.Set(sheets[i], Sheet(pages[i], tree, contents[i], fonts, pictures, annotations));
        }

        objects.Set(
            catalog,
            $"<</Type/Catalog/Pages {tree} 0 R/Lang({language})/ViewerPreferences<</DisplayDocTitle true>>>>");
        objects.Set(
            tree,
            $"<</Type/Pages/Kids[{string.Join(' ', sheets.Select(sheet => $"{sheet} 0 R"))}]/Count {pages.Count}>>");
        var information = objects.Add(
            $"<</Title<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(title))}>>>");
        return objects.ToFile(catalog, information);
    }

    private static string Sheet(
        PdfCanvas page,
        int tree,
        int content,
        Dictionary<PdfFont, int> numbers,
        string pictures,
        string annotations)
    {
        var fonts = string.Concat(page.Fonts.Select((font, index) => $"/F{index} {numbers[font]} 0 R"));
        var opacities = string.Concat(
            page.Opacities.Select(percent => $"/O{percent}<</ca {Share(percent)}/CA {Share(percent)}>>"));
        var gradients = string.Concat(page.Gradients.Select((gradient, index) => $"/S{index}{gradient}"));
        return FormattableString.Invariant($"<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 {page.Width} {page.Height}]")
            + $"/Contents {content} 0 R/Annots[{annotations}]"
            + $"/Resources<</Font<<{fonts}>>/ExtGState<<{opacities}>>/Shading<<{gradients}>>"
            + $"/XObject<<{pictures}>>>>>>";
    }

    private static string Share(int percent) => FormattableString.Invariant($"{percent / 100.0}");

    private string Annotation(PdfObjects objects, (double X, double Y, double Width, double Height, string Url) link)
    {
        var box = FormattableString.Invariant(
            $"{link.X} {pages[0].Height - link.Y - link.Height} {link.X + link.Width} {pages[0].Height - link.Y}");
        var url = new Uri(link.Url).AbsoluteUri
            .Replace("(", "%28", StringComparison.Ordinal)
            .Replace(")", "%29", StringComparison.Ordinal);
        return $"{objects.Add($"<</Type/Annot/Subtype/Link/Rect[{box}]/Border[0 0 0]/A<</S/URI/URI({url})>>>>")} 0 R ";
    }
}
