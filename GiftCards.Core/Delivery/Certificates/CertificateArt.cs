using GiftCards.Core.Delivery.Certificates.Pdf;

namespace GiftCards.Core.Delivery.Certificates;

/// <summary>
/// Draws the designs in vectors into the picture area, which the caller has clipped. Text stands in its left half,
/// so what is bright or busy keeps to the right.
/// </summary>
internal sealed class CertificateArt(
    PdfCanvas canvas, CertificatePalette palette, double left, double top, double width, double height)
{
    private static readonly string[] PartyColors =
        ["#FFD166", "#FF6B8B", "#4CC9F0", "#80ED99", "#FFFFFF", "#F8A5FF", "#FF9F43"];

    private uint seed = 7;

    private double Right => left + width;

    private double Bottom => top + height;

    public void Draw(string design)
    {
        canvas.Gradient(left, top, palette.Hero, Right, Bottom, palette.HeroEnd);
        switch (design)
        {
            case "confetti":
                DrawConfetti();
                break;
            case "bloom":
                DrawBloom();
                break;
            case "waves":
                DrawWaves();
                break;
            case "night":
                DrawNight();
                break;
            case var occasion when Merchants.CardDesigns.IsOccasion(occasion):
                new OccasionArt(canvas, palette, Right, top, Bottom).Draw(occasion);
                break;
            default:
                DrawRibbon();
                break;
        }
    }

    private void DrawRibbon()
    {
        for (var ring = 0; ring < 7; ring++)
        {
            canvas.Circle(Right - 96, top + 74, 92 + (ring * 26)).Stroke(palette.OnHero, 0.8, 0.14 - (ring * 0.015));
        }

        var (x, y) = (Right - 96, top + 74);
        var ribbon = palette.Light;
        var shade = palette.Hero.Mix(BrandColor.White, 0.36);
        canvas.Rectangle(x - 13, top, 26, height).Fill(ribbon);
        canvas.Rectangle(left, y - 13, width, 26).Fill(ribbon, 0.16);
        canvas.Rectangle(x - 96, y - 13, Right - x + 96, 26).Fill(ribbon);
        canvas.Rectangle(x - 13, y - 13, 26, 26).Fill(shade);
        foreach (var side in new[] { -1, 1 })
        {
            canvas.MoveTo(x, y).LineTo(x + (side * 44), y + 62).LineTo(x + (side * 30), y + 60)
                .LineTo(x + (side * 20), y + 70).LineTo(x - (side * 2), y + 8).Close().Fill(shade);
            canvas.MoveTo(x, y).CurveTo(x + (side * 22), y - 54, x + (side * 82), y - 50, x + (side * 74), y - 8)
                .CurveTo(x + (side * 70), y + 24, x + (side * 26), y + 20, x, y).Close().Fill(ribbon);
            canvas.MoveTo(x, y).CurveTo(x + (side * 20), y - 30, x + (side * 56), y - 34, x + (side * 56), y - 10)
                .CurveTo(x + (side * 54), y + 8, x + (side * 22), y + 10, x, y).Close().Fill(shade);
        }

        canvas.RoundedRectangle(x - 11, y - 13, 22, 26, 7).Fill(ribbon);
        canvas.RoundedRectangle(x - 11, y - 13, 22, 26, 7).Stroke(shade, 1);
    }

    private void DrawConfetti()
    {
        for (var piece = 0; piece < 190; piece++)
        {
            // The square root crowds the pieces to the right and leaves the words alone.
            var x = left + (width * (0.5 + (0.5 * Math.Sqrt(Next()))));
            var y = top + (height * Next());
            var color = BrandColor.FromHex(PartyColors[(int)(Next() * PartyColors.Length)]);
            var size = 2.5 + (Next() * 4);
            var angle = Next() * Math.PI;
            if (Next() < 0.35)
            {
                canvas.Circle(x, y, size * 0.55).Fill(color, 0.95);
            }
            else
            {
                Strip(x, y, size * 1.5, size * 0.55, angle, color);
            }
        }

        for (var streamer = 0; streamer < 5; streamer++)
        {
            var x = left + (width * (0.6 + (streamer * 0.09)));
            canvas.MoveTo(x, top - 4);
            for (var turn = 0; turn < 4; turn++)
            {
                var y = top + (turn * (16 + (streamer % 3 * 5)));
                canvas.CurveTo(x + 16, y + 5, x - 12, y + 10, x + 3, y + 18);
            }

            canvas.Stroke(BrandColor.FromHex(PartyColors[streamer]), 2.2, 0.9);
        }
    }

    private void Strip(double x, double y, double halfLength, double halfWidth, double angle, BrandColor color)
    {
        var (sin, cos) = Math.SinCos(angle);
        canvas.MoveTo(x - (halfLength * cos) + (halfWidth * sin), y - (halfLength * sin) - (halfWidth * cos));
        canvas.LineTo(x + (halfLength * cos) + (halfWidth * sin), y + (halfLength * sin) - (halfWidth * cos));
        canvas.LineTo(x + (halfLength * cos) - (halfWidth * sin), y + (halfLength * sin) + (halfWidth * cos));
        canvas.LineTo(x - (halfLength * cos) - (halfWidth * sin), y - (halfLength * sin) + (halfWidth * cos));
        canvas.Close().Fill(color, 0.95);
    }

    private void DrawBloom()
    {
        var blush = BrandColor.FromHex("#FFE3EC").Mix(palette.Light, 0.25);
        var rose = BrandColor.FromHex("#FF9DB8").Mix(palette.Light, 0.35);
        var heart = BrandColor.FromHex("#FFD27A");
        var leaf = palette.Hero.Mix(BrandColor.FromHex("#7BD389"), 0.55);
        foreach (var (x, y, length, angle) in new[]
        {
            (120.0, 60.0, 90.0, 2.5), (150.0, 150.0, 80.0, 3.3), (40.0, 40.0, 80.0, 1.2),
            (60.0, 120.0, 100.0, 2.0), (190.0, 110.0, 60.0, 3.0),
        })
        {
            Leaf(Right - x, top + y, length, angle, leaf);
        }

        Flower(Right - 110, top + 92, 62, 8, blush, rose, heart);
        Flower(Right - 26, top + 28, 44, 7, rose, blush, heart);
        Flower(Right - 30, Bottom - 12, 50, 8, rose.Mix(palette.Hero, 0.2), blush, heart);
        Flower(Right - 202, Bottom - 18, 26, 6, rose, blush, heart);
        Flower(Right - 186, top + 30, 18, 6, blush, rose, heart);
    }

    private void Flower(
        double x, double y, double radius, int petals, BrandColor outer, BrandColor inner, BrandColor heart)
    {
        for (var layer = 0; layer < 2; layer++)
        {
            var reach = radius * (layer == 0 ? 0.56 : 0.36);
            for (var petal = 0; petal < petals; petal++)
            {
                var angle = ((petal + (layer * 0.5)) * Math.Tau / petals) + 0.2;
                canvas.Ellipse(
                        x + (Math.Cos(angle) * reach),
                        y + (Math.Sin(angle) * reach),
                        radius * (layer == 0 ? 0.46 : 0.32),
                        radius * (layer == 0 ? 0.27 : 0.19),
                        angle)
                    .Fill(layer == 0 ? outer : inner, 0.82);
            }
        }

        canvas.Circle(x, y, radius * 0.19).Fill(heart);
        canvas.Circle(x, y, radius * 0.1).Fill(heart.Mix(BrandColor.Ink, 0.25), 0.6);
    }

    private void Leaf(double x, double y, double length, double angle, BrandColor color)
    {
        var (sin, cos) = Math.SinCos(angle);
        (double X, double Y) At(double along, double aside) =>
            (x + (length * ((along * cos) - (aside * sin))), y + (length * ((along * sin) + (aside * cos))));
        var tip = At(1, 0);
        var (a, b, c, d) = (At(0.3, 0.32), At(0.7, 0.26), At(0.7, -0.26), At(0.3, -0.32));
        canvas.MoveTo(x, y).CurveTo(a.X, a.Y, b.X, b.Y, tip.X, tip.Y)
            .CurveTo(c.X, c.Y, d.X, d.Y, x, y).Close().Fill(color, 0.85);
        canvas.MoveTo(x, y).LineTo(At(0.9, 0).X, At(0.9, 0).Y).Stroke(palette.Light, 0.8, 0.7);
    }

    private void DrawWaves()
    {
        canvas.Circle(Right - 92, top + 56, 34).Fill(palette.Light, 0.55);
        canvas.Circle(Right - 92, top + 56, 46).Fill(palette.Light, 0.16);
        canvas.Circle(Right - 92, top + 56, 60).Fill(palette.Light, 0.1);
        for (var layer = 0; layer < 5; layer++)
        {
            var y = top + (height * (0.36 + (layer * 0.14)));
            var swell = 26 - (layer * 2);
            var start = left + (width * 0.34) - (layer * 46);
            canvas.MoveTo(start, Bottom).CurveTo(start + 60, Bottom, start + 70, y + 10, start + 130, y);
            for (var x = start + 130; x < Right; x += 110)
            {
                canvas.CurveTo(x + 36, y - swell, x + 74, y + swell, x + 110, y);
            }

            canvas.LineTo(Right + 120, Bottom).Close().Fill(palette.Light, 0.2);
        }
    }

    private void DrawNight()
    {
        for (var star = 0; star < 110; star++)
        {
            var x = left + (width * Next());
            var y = top + (height * 0.9 * Next());
            canvas.Circle(x, y, 0.4 + (Next() * 0.9)).Fill(BrandColor.White, x < left + (width * 0.55) ? 0.35 : 0.9);
        }

        foreach (var (x, y, size) in new[]
        {
            (60.0, 96.0, 7.0), (214.0, 44.0, 6.0), (186.0, 100.0, 4.0), (36.0, 34.0, 4.5), (250.0, 86.0, 4.0),
        })
        {
            Sparkle(Right - x, top + y, size);
        }

        var moon = BrandColor.FromHex("#FFF3C9");
        var (moonX, moonY) = (Right - 124, top + 62);
        canvas.Circle(moonX, moonY, 56).Fill(moon, 0.07);
        canvas.Circle(moonX, moonY, 46).Fill(moon, 0.09);
        canvas.MoveTo(moonX + 12, moonY - 34)
            .CurveTo(moonX - 38, moonY - 34, moonX - 46, moonY + 30, moonX + 4, moonY + 36)
            .CurveTo(moonX + 16, moonY + 36, moonX + 26, moonY + 30, moonX + 32, moonY + 22)
            .CurveTo(moonX - 2, moonY + 26, moonX - 20, moonY - 16, moonX + 12, moonY - 34).Close().Fill(moon);
        for (var hill = 0; hill < 3; hill++)
        {
            var y = Bottom - 34 + (hill * 12);
            canvas.MoveTo(left + (width * 0.3) + (hill * 20), Bottom)
                .CurveTo(
                    left + (width * 0.55), y - 30 + (hill * 12),
                    left + (width * 0.72), y + 26,
                    left + (width * 0.82), y)
                .CurveTo(left + (width * 0.9), y - 18, Right - 10, y - 20, Right, y - 8)
                .LineTo(Right, Bottom).Close().Fill(palette.Hero.Mix(BrandColor.Ink, 0.35 + (hill * 0.2)), 0.9);
        }
    }

    private void Sparkle(double x, double y, double size)
    {
        canvas.MoveTo(x, y - size).CurveTo(x, y, x, y, x + size, y).CurveTo(x, y, x, y, x, y + size)
            .CurveTo(x, y, x, y, x - size, y).CurveTo(x, y, x, y, x, y - size).Close().Fill(BrandColor.White);
    }

    // A fixed sequence between 0 and 1: the same card looks the same whenever it is printed.
    private double Next()
    {
        seed = unchecked((seed * 1664525) + 1013904223);
        return (seed >> 8) / (double)(1 << 24);
    }
}
