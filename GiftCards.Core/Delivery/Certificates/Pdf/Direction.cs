using System.Globalization;
using System.Text;

namespace GiftCards.Core.Delivery.Certificates.Pdf;

/// <summary>
/// In which order the letters of a line are drawn, where some of them run from right to left: Unicode's bidirectional
/// algorithm (UAX 9) without embeddings. What was set apart is <see cref="DrawnText"/>'s to take out before.
/// </summary>
internal static class Direction
{
    private enum Kind
    {
        Left,
        Right,
        Arabic,
        Digit,
        ArabicDigit,
        Sign,
        Unit,
        Point,
        Neutral,
    }

    /// <summary>
    /// Whether anything in the text runs from right to left, counts in Arabic digits, or only says how the rest is set.
    /// </summary>
    public static bool IsNeeded(string text)
    {
        foreach (var c in text)
        {
            if (c is (>= '\u0590' and <= '\u08FF') or '\u200F' or (>= '\u2066' and <= '\u2069')
                or (>= '\uFB1D' and <= '\uFDFF') or (>= '\uFE70' and <= '\uFEFE'))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the line as a whole runs from right to left: its first letter decides.</summary>
    public static bool IsRightToLeft(string text) =>
        IsNeeded(text) && BaseOf([.. text.EnumerateRunes().Select(KindOf)]) == 1;

    /// <summary>
    /// The places of the letters from left to right, each with whether it stands in a run from right to left.
    /// </summary>
    public static IEnumerable<(int Place, bool IsMirrored)> Order(IReadOnlyList<string> letters)
    {
        Kind[] kinds = [.. letters.Select(letter => KindOf(Rune.GetRuneAt(letter, 0)))];
        var start = BaseOf(kinds);
        var levels = Levels(kinds, start);
        for (var i = letters.Count - 1; i >= 0 && string.IsNullOrWhiteSpace(letters[i]); i--)
        {
            levels[i] = start;
        }

        int[] places = [.. Enumerable.Range(0, letters.Count)];
        for (var level = levels.DefaultIfEmpty().Max(); level > 0; level--)
        {
            Reverse(places, levels, level);
        }

        return places.Select(place => (place, levels[place] % 2 == 1));
    }

    private static void Reverse(int[] places, int[] levels, int level)
    {
        for (var from = 0; from < places.Length; from++)
        {
            var to = from;
            while (to < places.Length && levels[places[to]] >= level)
            {
                to++;
            }

            if (to > from)
            {
                Array.Reverse(places, from, to - from);
                from = to;
            }
        }
    }

    private static int BaseOf(Kind[] kinds)
    {
        var first = Array.FindIndex(kinds, kind => kind is Kind.Left or Kind.Right or Kind.Arabic);
        return first >= 0 && kinds[first] != Kind.Left ? 1 : 0;
    }

    private static int[] Levels(Kind[] kinds, int start)
    {
        var side = start == 1 ? Kind.Right : Kind.Left;
        ResolveNumbers(kinds, side);
        ResolveNeutrals(kinds, side);
        return
        [
            .. kinds.Select(kind => (start, kind) switch
            {
                (0, Kind.Right) => 1,
                (0, Kind.Digit or Kind.ArabicDigit) => 2,
                (1, Kind.Left or Kind.Digit or Kind.ArabicDigit) => 2,
                _ => start,
            }),
        ];
    }

    // Rules W2 to W7: what belongs to a number goes with it, and a number goes with the letters before it.
    private static void ResolveNumbers(Kind[] kinds, Kind side)
    {
        var last = side;
        for (var i = 0; i < kinds.Length; i++)
        {
            last = kinds[i] is Kind.Left or Kind.Right or Kind.Arabic ? kinds[i] : last;
            kinds[i] = kinds[i] == Kind.Digit && last == Kind.Arabic ? Kind.ArabicDigit : kinds[i];
        }

        for (var i = 1; i < kinds.Length - 1; i++)
        {
            var isBetween = kinds[i - 1] == kinds[i + 1]
                && (kinds[i - 1] == Kind.Digit || (kinds[i - 1] == Kind.ArabicDigit && kinds[i] == Kind.Point));
            kinds[i] = isBetween && kinds[i] is (Kind.Sign or Kind.Point) ? kinds[i - 1] : kinds[i];
        }

        for (var i = 1; i < kinds.Length; i++)
        {
            kinds[i] = kinds[i] == Kind.Unit && kinds[i - 1] == Kind.Digit ? Kind.Digit : kinds[i];
        }

        for (var i = kinds.Length - 2; i >= 0; i--)
        {
            kinds[i] = kinds[i] == Kind.Unit && kinds[i + 1] == Kind.Digit ? Kind.Digit : kinds[i];
        }

        last = side;
        for (var i = 0; i < kinds.Length; i++)
        {
            kinds[i] = kinds[i] switch
            {
                Kind.Arabic => Kind.Right,
                Kind.Sign or Kind.Unit or Kind.Point => Kind.Neutral,
                Kind.Digit when last == Kind.Left => Kind.Left,
                var kind => kind,
            };
            last = kinds[i] is Kind.Left or Kind.Right ? kinds[i] : last;
        }
    }

    // Rules N1 and N2: what has no direction goes with its neighbours where they agree, else with the line.
    private static void ResolveNeutrals(Kind[] kinds, Kind side)
    {
        for (var from = 0; from < kinds.Length; from++)
        {
            var to = from;
            while (to < kinds.Length && kinds[to] == Kind.Neutral)
            {
                to++;
            }

            var before = from == 0 ? side : SideOf(kinds[from - 1]);
            var after = to == kinds.Length ? side : SideOf(kinds[to]);
            Array.Fill(kinds, before == after ? before : side, from, to - from);
            from = to > from ? to - 1 : from;
        }
    }

    private static Kind SideOf(Kind kind) => kind == Kind.Left ? Kind.Left : Kind.Right;

    private static Kind KindOf(Rune rune) => rune.Value switch
    {
        0x200E => Kind.Left,
        0x200F => Kind.Right,
        (>= 0x0660 and <= 0x0669) or 0x066B or 0x066C => Kind.ArabicDigit,
        (>= '0' and <= '9') or (>= 0x06F0 and <= 0x06F9) => Kind.Digit,
        '+' or '-' or 0x2212 => Kind.Sign,
        '#' or '%' or 0x00B0 or 0x2030 or 0x066A => Kind.Unit,
        ',' or '.' or '/' or ':' or 0x00A0 or 0x202F or 0x060C => Kind.Point,
        (>= 0x0590 and <= 0x05FF) or (>= 0xFB1D and <= 0xFB4F) => Kind.Right,
        (>= 0x0600 and <= 0x08FF) or (>= 0xFB50 and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFE) => Kind.Arabic,
        _ when Rune.GetUnicodeCategory(rune) == UnicodeCategory.CurrencySymbol => Kind.Unit,
        _ => Rune.IsLetter(rune) ? Kind.Left : Kind.Neutral,
    };
}
