using GiftCards.Core.Delivery.Certificates.Pdf;

namespace GiftCards.Core.Delivery.Certificates;

/// <summary>
/// The typefaces of certificates: the file that was configured, else one that systems usually have, else the PDF
/// reader's own Helvetica. Reads the files once.
/// </summary>
internal sealed class CertificateFonts
{
    private static readonly (string Regular, string Bold)[] UsualPlaces =
    [
        ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"),
        ("/usr/share/fonts/dejavu/DejaVuSans.ttf", "/usr/share/fonts/dejavu/DejaVuSans-Bold.ttf"),
        ("/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf", "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans-Bold.ttf"),
        ("/usr/share/fonts/TTF/DejaVuSans.ttf", "/usr/share/fonts/TTF/DejaVuSans-Bold.ttf"),
        ("/System/Library/Fonts/Supplemental/Arial.ttf", "/System/Library/Fonts/Supplemental/Arial Bold.ttf"),
        ("/Library/Fonts/Arial.ttf", "/Library/Fonts/Arial Bold.ttf"),
        (@"C:\Windows\Fonts\segoeui.ttf", @"C:\Windows\Fonts\segoeuib.ttf"),
        (@"C:\Windows\Fonts\arial.ttf", @"C:\Windows\Fonts\arialbd.ttf"),
        (
            "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
            "/usr/share/fonts/truetype/liberation/LiberationSans-Bold.ttf"
        ),
    ];

    /// <summary>Every letter of Arabic, and its signs.</summary>
    private const string Arabic = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي ءآأؤإئةى لا لآ لأ لإ ٠١٢٣٤٥٦٧٨٩ ،؛؟٪٫٬";

    private readonly TrueTypeFont? regular;
    private readonly TrueTypeFont? bold;

    private CertificateFonts(TrueTypeFont? regular, TrueTypeFont? bold)
    {
        this.regular = regular;
        this.bold = bold ?? regular;
        var (text, strong) = ForDocument();
        DrawArabic = text.CanDraw(Arabic) && strong.CanDraw(Arabic);
    }

    /// <summary>Whether only Western European text can be drawn, because no font file was found.</summary>
    public bool AreLatin1Only => regular is null;

    /// <summary>Whether texts in Arabic come out right.</summary>
    public bool DrawArabic { get; }

    public static CertificateFonts Find(CertificateOptions options)
    {
        var places = string.IsNullOrWhiteSpace(options.FontPath)
            ? UsualPlaces
            : [(options.FontPath, BoldBeside(options.FontPath))];
        foreach (var (regularPath, boldPath) in places)
        {
            if (TrueTypeFont.TryLoad(regularPath) is { } font)
            {
                return new CertificateFonts(font, TrueTypeFont.TryLoad(boldPath));
            }
        }

        return new CertificateFonts(null, null);
    }

    /// <summary>The two weights for one new document.</summary>
    public (PdfFont Regular, PdfFont Bold) ForDocument() => regular is null || bold is null
        ? (new StandardPdfFont(bold: false), new StandardPdfFont(bold: true))
        : (new EmbeddedPdfFont(regular, "Text"), new EmbeddedPdfFont(bold, "Text-Bold"));

    private static string BoldBeside(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var stem = name.EndsWith("-Regular", StringComparison.OrdinalIgnoreCase) ? name[..^"-Regular".Length] : name;
        return Path.Combine(Path.GetDirectoryName(path) ?? "", stem + "-Bold" + Path.GetExtension(path));
    }
}
