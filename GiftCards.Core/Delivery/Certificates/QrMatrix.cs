using GiftCards.Core.Delivery.Certificates.Pdf;

namespace GiftCards.Core.Delivery.Certificates;

/// <summary>The squares of a QR symbol, its quiet border included; true is dark.</summary>
internal sealed record QrMatrix(IReadOnlyList<bool[]> Rows)
{
    /// <summary>
    /// Draws the symbol into a square. Neighbours in a row become one bar, so that no hairline parts them.
    /// </summary>
    public void Draw(PdfCanvas canvas, double x, double y, double size)
    {
        var module = size / Rows.Count;
        for (var row = 0; row < Rows.Count; row++)
        {
            var squares = Rows[row];
            for (var start = 0; start < squares.Length; start++)
            {
                if (!squares[start])
                {
                    continue;
                }

                var end = start;
                while (end < squares.Length && squares[end])
                {
                    end++;
                }

                canvas.Rectangle(x + (start * module), y + (row * module), (end - start) * module, module);
                start = end;
            }
        }

        canvas.Fill(BrandColor.Ink);
    }
}
