namespace GiftCards.Core.Merchants;

/// <summary>
/// Finds words that are spelt alike: a word is kept as its pieces of three letters, its first one, two and three
/// letters, and its last two. All look-ups are by equality, which any database has an index for.
/// </summary>
public static class WordPieces
{
    /// <summary>What is longer is cut, on both sides alike.</summary>
    public const int MaxWord = 40;

    private const int Size = 3;

    /// <summary>The pieces of a word of the catalogue.</summary>
    public static IReadOnlyCollection<string> Of(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        var pieces = new HashSet<string>(StringComparer.Ordinal);
        for (var length = 1; length <= Math.Min(Size, word.Length); length++)
        {
            pieces.Add("^" + word[..length]);
        }

        for (var start = 0; start + Size <= word.Length; start++)
        {
            pieces.Add(word.Substring(start, Size));
        }

        pieces.Add(word[^Math.Min(2, word.Length)..] + "$");
        return pieces;
    }

    /// <summary>
    /// The pieces by which words like this one are looked for: for one or two letters, those that begin so.
    /// </summary>
    public static IReadOnlyCollection<string> Wanted(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return word.Length < Size ? ["^" + word] : Of(word);
    }

    /// <summary>Whether a word of the catalogue begins with what was typed, or holds it.</summary>
    public static bool IsMeant(string typed, string word)
    {
        ArgumentNullException.ThrowIfNull(typed);
        ArgumentNullException.ThrowIfNull(word);
        return word.StartsWith(typed, StringComparison.Ordinal)
            || (typed.Length >= Size && word.Contains(typed, StringComparison.Ordinal));
    }

    /// <summary>
    /// Whether what was typed could be the word, or its beginning, with a typing error: a letter too many, too few,
    /// wrong, or two in the wrong order. Four letters may have one such error, eight may have two.
    /// </summary>
    public static bool IsNear(string typed, string word)
    {
        ArgumentNullException.ThrowIfNull(typed);
        ArgumentNullException.ThrowIfNull(word);
        var errors = typed.Length switch { < 4 => 0, < 8 => 1, _ => 2 };
        return errors > 0
            && (Distance(typed, word) <= errors
                || (typed.Length > 4 && word.Length > typed.Length && Distance(typed, word[..typed.Length]) <= 1));
    }

    // Damerau and Levenshtein, with two rows back for letters in the wrong order.
    private static int Distance(string left, string right)
    {
        var (before, last, row) = (new int[right.Length + 1], new int[right.Length + 1], new int[right.Length + 1]);
        for (var j = 0; j <= right.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var change = left[i - 1] == right[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + change);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last, row) = (last, row, before);
        }

        return last[right.Length];
    }
}
