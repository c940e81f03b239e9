using System.Text;
using System.Text.RegularExpressions;

namespace GiftCards.Core.Delivery.Certificates.Pdf;

/// <summary>One shape of a line.</summary>
/// <param name="Rune">What is drawn.</param>
/// <param name="Meaning">The text it stands for, which is what a reader of the file copies.</param>
/// <param name="IsShaped">Whether it belongs to a script that needs shaping, and got it.</param>
internal readonly record struct DrawnRune(Rune Rune, string Meaning, bool IsShaped);

/// <summary>
/// A line as it is drawn from left to right: letters of the Arabic script joined, and what runs from right to left
/// turned around. Text of other scripts stays as it is.
/// </summary>
internal static partial class DrawnText
{
    /// <summary>Stands for a text that was set apart, which is turned around on its own.</summary>
    private const string Apart = "\uFFFC";

    private static readonly Dictionary<int, int> Mirrors = new()
    {
        ['('] = ')',
        [')'] = '(',
        ['['] = ']',
        [']'] = '[',
        ['{'] = '}',
        ['}'] = '{',
        ['<'] = '>',
        ['>'] = '<',
        ['«'] = '»',
        ['»'] = '«',
        ['‹'] = '›',
        ['›'] = '‹',
    };

    public static IEnumerable<DrawnRune> Of(string text) => Direction.IsNeeded(text)
        ? Shaped(text)
        : text.EnumerateRunes().Select(rune => new DrawnRune(rune, rune.ToString(), false));

    private static IEnumerable<DrawnRune> Shaped(string text)
    {
        List<string> apart = [];
        var around = SetApart().Replace(text.Replace(Apart, "", StringComparison.Ordinal), found =>
        {
            apart.Add(found.Groups[1].Value);
            return Apart;
        });
        var letters = ArabicForms.Letters(around);
        var shapes = ArabicForms.Shapes(letters);
        foreach (var (place, isMirrored) in Direction.Order(letters))
        {
            if (letters[place] == Apart)
            {
                foreach (var inner in Of(apart[letters.Take(place).Count(letter => letter == Apart)]))
                {
                    yield return inner;
                }

                continue;
            }

            if (IsSilent(shapes[place]))
            {
                continue;
            }

            var shape = isMirrored && Mirrors.TryGetValue(shapes[place].Value, out var other)
                ? new Rune(other)
                : shapes[place];
            yield return new DrawnRune(shape, letters[place], IsRight(letters[place]));
        }
    }

    // What only says how the rest is to be set.
    private static bool IsSilent(Rune rune) => rune.Value is (>= 0x200C and <= 0x200F) or 0x061C
        or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    // Letters of Hebrew do not join; of the Arabic script those are right that have forms, and digits and signs.
    private static bool IsRight(string letter)
    {
        var rune = Rune.GetRuneAt(letter, 0);
        return rune.Value is >= 0x05BE and <= 0x05F4
            || ArabicForms.Knows(letter)
            || (rune.Value is >= 0x0600 and <= 0x06FF && !Rune.IsLetter(rune));
    }

    [GeneratedRegex("\u2068([^\u2068\u2069]*)\u2069")]
    private static partial Regex SetApart();
}
