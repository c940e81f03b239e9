using GiftCards.Core.Delivery.Certificates.Pdf;

namespace GiftCards.Core.Delivery.Certificates;

/// <summary>Draws the designs that are made for an occasion, in the right half of the picture area.</summary>
internal sealed class OccasionArt(
    PdfCanvas canvas, CertificatePalette palette, double right, double top, double bottom)
{
    private static readonly BrandColor Gold = BrandColor.FromHex("#FFD479");
    private static readonly BrandColor Rose = BrandColor.FromHex("#FF9FB2");

    public void Draw(string design)
    {
        switch (design)
        {
            case "birthday":
                DrawBalloons();
                break;
            case "thanks":
                Heart(right - 110, top + 70, 1.5, BrandColor.White, 0.9);
                Heart(right - 110, top + 78, 0.95, Rose, 1);
                Heart(right - 214, top + 34, 0.5, BrandColor.White, 0.5);
                Heart(right - 30, top + 30, 0.55, BrandColor.White, 0.5);
                break;
            case "holiday":
                DrawTree();
                break;
            case "wedding":
                canvas.Circle(right - 140, top + 92, 46).Stroke(Gold, 9);
                canvas.Circle(right - 84, top + 72, 46).Stroke(BrandColor.White, 9, 0.95);
                Heart(right - 36, top + 26, 0.45, BrandColor.White, 0.6);
                Heart(right - 220, top + 36, 0.4, BrandColor.White, 0.6);
                break;
            default:
                canvas.Circle(right, bottom, 150).Fill(palette.Light, 0.1);
                canvas.Circle(right, bottom, 96).Fill(palette.Light, 0.1);
                break;
        }
    }

    private void DrawBalloons()
    {
        foreach (var (x, y, size, color) in new[]
        {
            (196.0, 62.0, 30.0, Gold), (126.0, 46.0, 34.0, Rose), (58.0, 72.0, 28.0, BrandColor.White),
        })
        {
            var (cx, cy) = (right - x, top + y);
            canvas.MoveTo(cx, cy + size).CurveTo(cx + 8, cy + 70, cx - 10, cy + 80, cx, bottom)
                .Stroke(BrandColor.White, 1.2, 0.6);
            canvas.Ellipse(cx, cy, size * 0.85, size, 0).Fill(color, 0.95);
            canvas.Ellipse(cx - (size * 0.3), cy - (size * 0.35), size * 0.14, size * 0.26, 0.5)
                .Fill(BrandColor.White, 0.5);
        }
    }

    private void DrawTree()
    {
        var x = right - 110;
        var green = palette.Hero.Mix(BrandColor.Ink, 0.35);
        foreach (var (y, half) in new[] { (26.0, 34.0), (54.0, 48.0), (84.0, 62.0) })
        {
            canvas.MoveTo(x, top + y).LineTo(x + half, top + y + 46).LineTo(x - half, top + y + 46).Close().Fill(green);
        }

        canvas.Circle(x, top + 24, 6).Fill(Gold);
        foreach (var (dx, y) in new[] { (-12.0, 62.0), (14.0, 84.0), (-20.0, 104.0), (22.0, 118.0), (2.0, 48.0) })
        {
            canvas.Circle(x + dx, top + y, 3.4).Fill(Gold);
        }

        foreach (var (dx, y, size) in new[]
        {
            (208.0, 40.0, 12.0), (40.0, 34.0, 10.0), (28.0, 96.0, 13.0), (190.0, 104.0, 8.0),
        })
        {
            Flake(right - dx, top + y, size);
        }
    }

    private void Flake(double x, double y, double size)
    {
        for (var arm = 0; arm < 3; arm++)
        {
            var (sin, cos) = Math.SinCos(arm * Math.PI / 3);
            canvas.MoveTo(x - (size * cos), y - (size * sin)).LineTo(x + (size * cos), y + (size * sin))
                .Stroke(BrandColor.White, 1.6, 0.85);
        }
    }

    private void Heart(double x, double y, double size, BrandColor color, double opacity)
    {
        var s = size * 30;
        canvas.MoveTo(x, y)
            .CurveTo(x - (s * 0.25), y - (s * 0.6), x - s, y - (s * 0.5), x - s, y + (s * 0.15))
            .CurveTo(x - s, y + (s * 0.7), x - (s * 0.4), y + s, x, y + (s * 1.4))
            .CurveTo(x + (s * 0.4), y + s, x + s, y + (s * 0.7), x + s, y + (s * 0.15))
            .CurveTo(x + s, y - (s * 0.5), x + (s * 0.25), y - (s * 0.6), x, y)
            .Close().Fill(color, opacity);
    }
}
