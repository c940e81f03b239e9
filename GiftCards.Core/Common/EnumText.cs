using System.Collections.Concurrent;
using System.Text;

namespace GiftCards.Core.Common;

/// <summary>Enum values as they are stored and as programs see them: snake_case.</summary>
public static class EnumText
{
    private static readonly ConcurrentDictionary<Enum, string> Texts = new();

    public static string ToText(this Enum value) =>
        Texts.GetOrAdd(value, static value => ToSnakeCase(value.ToString()));

    /// <summary>Reads one value; only the exact text that <see cref="ToText"/> writes is understood.</summary>
    public static bool TryParse<TEnum>(string? text, out TEnum value)
        where TEnum : struct, Enum
    {
        foreach (var candidate in Enum.GetValues<TEnum>())
        {
            if (((Enum)candidate).ToText() == text)
            {
                value = candidate;
                return true;
            }
        }

        value = default;
        return false;
    }

    public static TEnum Parse<TEnum>(string text)
        where TEnum : struct, Enum =>
        TryParse<TEnum>(text, out var value) ? value : throw new FormatException(
            $"'{text}' is no {typeof(TEnum).Name}.");

    /// <summary>PartiallyUsed becomes partially_used.</summary>
    public static string ToSnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && !char.IsUpper(name[i - 1]))
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
