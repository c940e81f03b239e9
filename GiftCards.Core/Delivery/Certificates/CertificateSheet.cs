using GiftCards.Core.Common;
using GiftCards.Core.Delivery.Certificates.Pdf;

namespace GiftCards.Core.Delivery.Certificates;

/// <summary>Lays out one certificate: a picture with merchant and amount above, the words and the code below.</summary>
internal sealed class CertificateSheet
{
    private const double PageWidth = 595.28;
    private const double PageHeight = 419.53;
    private const double Margin = 20;
    private const double Padding = 26;
    private const double HeroHeight = 168;
    private const double CodeWidth = 176;
    private const double Corner = 18;

    // The proportions of a card.
    private const double PictureWidth = HeroHeight * 1.586;
    private const double FootTop = Margin + 334;

    private readonly CertificateContent content;
    private readonly DeliveryText text;
    private readonly PdfFont regular;
    private readonly PdfFont bold;
    private readonly bool isMirrored;
    private readonly CertificatePalette palette;
    private readonly PdfCanvas canvas = new(PageWidth, PageHeight);
    private readonly string merchant;
    private readonly string from;
    private readonly string to;
    private readonly string message;
    private readonly string terms;

    public CertificateSheet(CertificateContent content, DeliveryText text, PdfFont regular, PdfFont bold)
    {
        this.content = content;
        this.text = text;
        this.regular = regular;
        this.bold = bold;
        isMirrored = text.Culture.TextInfo.IsRightToLeft;
        palette = CertificatePalette.For(content);
        merchant = Drawable(content.MerchantName, bold);
        from = Drawable(content.From, bold);
        to = Drawable(content.To, bold);
        message = Drawable(content.Message, regular);
        terms = Drawable(content.Terms, regular);
    }

    /// <summary>Whether a text was left out because it cannot be drawn.</summary>
    public bool HasTextOnlineOnly { get; private set; }

    private static double Left => Margin + Padding;

    private static double CodeLeft => PageWidth - Margin - Padding - CodeWidth;

    private static double WordsWidth => CodeLeft - Left - 24;

    public byte[] Draw(QrMatrix symbol)
    {
        var document = new PdfDocument(canvas, text["DocumentTitle", content.MerchantName], text.Culture.Name);
        Outline().Fill(CertificatePalette.Paper);
        DrawHero();
        DrawWords();
        DrawCode(symbol);
        DrawFoot(document);
        Outline().Stroke(palette.Frame, 1);
        return document.ToFile();
    }

    private PdfCanvas Outline() =>
        canvas.RoundedRectangle(Margin, Margin, PageWidth - (2 * Margin), PageHeight - (2 * Margin), Corner);

    private void DrawHero()
    {
        var width = PageWidth - (2 * Margin);
        canvas.Save().RoundedRectangle(Margin, Margin, width, HeroHeight + (2 * Corner), Corner).Clip();
        canvas.Save().Rectangle(Margin, Margin, width, HeroHeight).Clip();
        var room = content.Picture is { } picture ? DrawPicture(picture, width) : DrawArt(width);
        canvas.Restore().Restore();
        if (merchant.Length > 0)
        {
            var name = TextLayout.FitLine(merchant, bold, room, 19, 10);
            Place(Left, Margin + 40, name.Lines[0], bold, name.Size, palette.OnHero);
        }

        if (content.GoodIn is { } currency)
        {
            var places = TextLayout.Clean(text["ValidAtAll", content.MerchantName, currency.Code]);
            var line = TextLayout.FitLine(places, regular, room, 10, 6);
            Place(Left, Margin + 58, line.Lines[0], regular, line.Size, palette.OnHero);
        }

        var value = TextLayout.Clean(MoneyText.Format(content.Amount, text.Culture));
        var amount = TextLayout.FitLine(value, bold, room, 40, 16);
        var label = Margin + HeroHeight - 50;
        Place(Left, label, Upper(text["Title"]), bold, 8.5, palette.OnHero, isMirrored ? 0 : 0.7);
        Place(
            Left, label + 12 + (amount.Size * bold.CapHeight), amount.Lines[0], bold, amount.Size, palette.OnHero);
    }

    // Answers with the room that is left for words beside it.
    private double DrawArt(double width)
    {
        _ = isMirrored ? canvas.Mirror() : canvas;
        new CertificateArt(canvas, palette, Margin, Margin, width, HeroHeight).Draw(content.Design);
        return width * 0.56;
    }

    // A picture stands whole beside the words, on the merchant's colour; it changes sides with them, never turned.
    private double DrawPicture(CardPicture picture, double width)
    {
        var left = At(Margin + width - PictureWidth, PictureWidth);
        var (start, end) = isMirrored ? (Margin + width, left + PictureWidth) : (Margin, left);
        canvas.Gradient(start, Margin, palette.Hero, end, Margin + HeroHeight, palette.HeroEnd);
        canvas.Save().Rectangle(left, Margin, PictureWidth, HeroHeight).Clip();
        canvas.Cover(new PdfPicture(picture), left, Margin, PictureWidth, HeroHeight).Restore();
        return width - PictureWidth - Padding - 12;
    }

    private void DrawWords()
    {
        var y = Margin + HeroHeight + 30;
        var half = (WordsWidth - 16) / 2;
        var hasBoth = to.Length > 0 && from.Length > 0;
        if (to.Length > 0)
        {
            DrawNamed(Left, y, hasBoth ? half : WordsWidth, text["To"], to);
        }

        if (from.Length > 0)
        {
            DrawNamed(hasBoth ? Left + half + 16 : Left, y, hasBoth ? half : WordsWidth, text["From"], from);
        }

        y += to.Length > 0 || from.Length > 0 ? 34 : 0;
        if (message.Length > 0)
        {
            var block = TextLayout.FitBlock(message, regular, WordsWidth - 14, FootTop - y - 8, 16, 7.5);
            var height = block.Lines.Count * block.Size * TextLayout.LineHeight;
            canvas.RoundedRectangle(At(Left, 3), y + 2, 3, Math.Max(10, height - 2), 1.5).Fill(palette.Frame);
            DrawLines(Left + 14, WordsWidth - 14, y, block, CertificatePalette.Text);
        }
        else if (HasTextOnlineOnly)
        {
            DrawOnlineNote(y);
        }
    }

    private void DrawNamed(double x, double y, double width, string label, string name)
    {
        var line = TextLayout.FitLine(name, bold, width, 14, 8);
        Place(x, y, TextLayout.Clean(label), regular, 8.5, CertificatePalette.Quiet);
        Place(x, y + 17, line.Lines[0], bold, line.Size, CertificatePalette.Text);
    }

    private void DrawOnlineNote(double y)
    {
        var key = string.IsNullOrWhiteSpace(content.Message) ? "TextOnline" : "MessageOnline";
        var note = TextLayout.FitBlock(TextLayout.Clean(text[key]), regular, WordsWidth - 28, 40, 12, 8);
        var height = (note.Lines.Count * note.Size * TextLayout.LineHeight) + 20;
        canvas.RoundedRectangle(At(Left, WordsWidth), y, WordsWidth, height, 10).Fill(palette.Tint);
        DrawLines(Left + 14, WordsWidth - 28, y + 9, note, palette.Accent);
    }

    private void DrawCode(QrMatrix symbol)
    {
        var top = Margin + HeroHeight - 34;
        const double Size = 132;
        var left = At(CodeLeft, CodeWidth);
        var middle = left + (CodeWidth / 2);
        canvas.RoundedRectangle(left, top, CodeWidth, 220, 14).Fill(CertificatePalette.Paper);
        canvas.RoundedRectangle(left, top, CodeWidth, 220, 14).Stroke(palette.Frame, 1);
        symbol.Draw(canvas, middle - (Size / 2), top + 6, Size);
        Centre(middle, top + 148, text["Code"], regular, 8.5, CertificatePalette.Quiet);
        var code = TextLayout.FitLine(content.Code, bold, CodeWidth - 20, 13, 6);
        Centre(middle, top + 165, code.Lines[0], bold, code.Size, CertificatePalette.Text);
        Centre(middle, top + 179, text["Scan"], regular, 7.5, CertificatePalette.Quiet);
        var validity = content.LastValidDay is { } day ? text["ValidThrough", text.Day(day)] : text["NeverExpires"];
        var block = TextLayout.FitBlock(TextLayout.Clean(validity), bold, CodeWidth - 24, 25, 9, 7);
        for (var line = 0; line < block.Lines.Count; line++)
        {
            var y = top + (block.Lines.Count == 1 ? 204 : 197) + (line * 12);
            Centre(middle, y, block.Lines[line], bold, block.Size, palette.Accent);
        }
    }

    private void DrawFoot(PdfDocument document)
    {
        canvas.MoveTo(At(Left, 0), FootTop).LineTo(At(CodeLeft - 24, 0), FootTop).Stroke(palette.Frame, 0.6);
        if (terms.Length > 0)
        {
            var block = TextLayout.FitBlock(terms.Replace('\n', ' '), regular, WordsWidth, 20, 7, 6);
            DrawLines(Left, WordsWidth, FootTop + 5, block, CertificatePalette.Quiet);
        }

        var label = $"{TextLayout.Clean(text["Online"])}:";
        var y = PageHeight - Margin - 12;
        var size = terms.Length > 0 ? 6.5 : 7.5;
        Place(Left, y, label, bold, size, palette.Accent);
        var start = Left + bold.Width(label, size) + 4;
        var address = TextLayout.FitLine(content.GiftUrl, regular, PageWidth - Margin - Padding - start, size, 4);
        Place(start, y, address.Lines[0], regular, address.Size, palette.Accent);
        document.AddLink(Left, y - 9, PageWidth - (2 * Left), 12, content.GiftUrl);
    }

    // A text that runs the other way than the sheet begins at the other side of its room.
    private void DrawLines(double x, double room, double top, TextBlock block, BrandColor color)
    {
        var runsOtherWay = Direction.IsRightToLeft(string.Join(' ', block.Lines)) != isMirrored;
        for (var line = 0; line < block.Lines.Count; line++)
        {
            var y = top + (block.Size * (1 + (line * TextLayout.LineHeight)));
            var start = runsOtherWay ? x + room - regular.Width(block.Lines[line], block.Size) : x;
            Place(start, y, block.Lines[line], regular, block.Size, color);
        }
    }

    /// <summary>Where something of that width begins on a sheet that may read from the right.</summary>
    private double At(double x, double width) => isMirrored ? PageWidth - x - width : x;

    private void Place(
        double x, double y, string line, PdfFont font, double size, BrandColor color, double spacing = 0) =>
        canvas.Text(At(x, font.Width(line, size, spacing)), y, line, font, size, color, spacing);

    private void Centre(double middle, double y, string line, PdfFont font, double size, BrandColor color)
    {
        var clean = TextLayout.Clean(line);
        canvas.Text(middle - (font.Width(clean, size) / 2), y, clean, font, size, color);
    }

    private string Upper(string label) => TextLayout.Clean(text.Culture.TextInfo.ToUpper(label));

    private string Drawable(string? raw, PdfFont font)
    {
        var clean = TextLayout.Clean(raw);
        if (font.CanDraw(clean))
        {
            return clean;
        }

        HasTextOnlineOnly = true;
        return "";
    }
}
