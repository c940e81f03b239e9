using System.Text;

namespace GiftCards.Core.Delivery.Certificates.Pdf;

/// <summary>
/// The shapes that a letter of the Arabic script takes beside its neighbours. Unicode names them one by one, and fonts
/// for this script have them under those names; so letters join without a shaping engine.
/// </summary>
internal static class ArabicForms
{
    private const int Isolated = 0;
    private const int Final = 1;
    private const int Initial = 2;
    private const int Medial = 3;
    private const char Lam = '\u0644';
    private const int Tatweel = 0x0640;

    // In Unicode the forms of a letter follow each other: alone, at the end, at the beginning, in the middle. A letter
    // that has two joins with the one before it alone.
    private static readonly Dictionary<string, Rune[]> Forms = new (int First, int Last)[]
        {
            (0xFB50, 0xFBB1), (0xFBFC, 0xFBFF), (0xFE80, 0xFEFC),
        }
        .SelectMany(range => Enumerable.Range(range.First, range.Last - range.First + 1))
        .Select(value => new Rune(value))
        .GroupBy(rune => rune.ToString().Normalize(NormalizationForm.FormKC), StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);

    /// <summary>Whether the letter comes out right: it has forms, or needs none.</summary>
    public static bool Knows(string letter) => Forms.ContainsKey(letter) || letter is "\u0640";

    /// <summary>
    /// Takes the marks above and below letters away, which are rarely written and need more than a place in a row, and
    /// makes one letter of lam and alef.
    /// </summary>
    public static List<string> Letters(string text)
    {
        List<string> letters = [];
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsMark(rune))
            {
                continue;
            }

            var joined = letters is [.., [Lam]] ? Lam + rune.ToString() : null;
            if (joined is not null && Forms.ContainsKey(joined))
            {
                letters[^1] = joined;
            }
            else
            {
                letters.Add(rune.ToString());
            }
        }

        return letters;
    }

    /// <summary>The shape of each of the letters, which stand in the order in which they are read.</summary>
    public static List<Rune> Shapes(List<string> letters)
    {
        List<Rune> shapes = [];
        for (var i = 0; i < letters.Count; i++)
        {
            if (!Forms.TryGetValue(letters[i], out var forms))
            {
                shapes.Add(Rune.GetRuneAt(letters[i], 0));
                continue;
            }

            var before = i > 0 && JoinsNext(letters[i - 1]) && forms.Length > Final;
            var after = forms.Length > Medial && i + 1 < letters.Count && JoinsLast(letters[i + 1]);
            shapes.Add(forms[(before, after) switch
            {
                (true, true) => Medial,
                (true, false) => Final,
                (false, true) => Initial,
                _ => Isolated,
            }]);
        }

        return shapes;
    }

    private static bool JoinsNext(string letter) =>
        letter[0] == Tatweel || (Forms.TryGetValue(letter, out var forms) && forms.Length > Medial);

    private static bool JoinsLast(string letter) =>
        letter[0] == Tatweel || (Forms.TryGetValue(letter, out var forms) && forms.Length > Final);

    private static bool IsMark(Rune rune) => rune.Value is (>= 0x0591 and <= 0x05BD) or 0x05BF or 0x05C1 or 0x05C2
        or (>= 0x0610 and <= 0x061A) or (>= 0x064B and <= 0x065F) or 0x0670 or (>= 0x06D6 and <= 0x06DC);
}
