namespace GiftCards.Core.Verification.Identifiers;

/// <summary>The check digits that several countries use.</summary>
internal static class CheckDigits
{
    private const string Base36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// <summary>The sum of digits times weights, from the left.</summary>
    public static int Weighted(ReadOnlySpan<char> digits, params ReadOnlySpan<int> weights)
    {
        var sum = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            sum += (digits[i] - '0') * weights[i];
        }

        return sum;
    }

    /// <summary>ISO/IEC 7812-1, annex B: the last digit makes the sum a multiple of ten.</summary>
    public static bool IsLuhn(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            var doubled = i % 2 == 1 ? digit * 2 : digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }

        return sum % 10 == 0;
    }

    /// <summary>The same over digits and letters, modulo 36.</summary>
    public static bool IsLuhn36(ReadOnlySpan<char> text)
    {
        var sum = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var value = Base36.IndexOf(text[^(i + 1)], StringComparison.Ordinal);
            var doubled = i % 2 == 1 ? value * 2 : value;
            sum += (doubled / 36) + (doubled % 36);
        }

        return sum % 36 == 0;
    }

    /// <summary>ISO/IEC 7064, MOD 11,10.</summary>
    public static bool IsMod11And10(ReadOnlySpan<char> digits)
    {
        var product = 10;
        foreach (var digit in digits[..^1])
        {
            var sum = (digit - '0' + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        return (11 - product) % 10 == digits[^1] - '0';
    }

    public static bool AreDigits(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');
}
