using GiftCards.Core.Common;

namespace GiftCards.Core.Access;

/// <summary>
/// What a password must be: long, and not among those that everybody tries first. Nothing is asked of its
/// composition, which would make it harder to remember and no harder to guess.
/// </summary>
public static class PasswordRules
{
    public const int MinLength = 12;

    /// <summary>For those who may move other people's money.</summary>
    public const int MinLengthOfStaff = 15;

    public const int MaxLength = 128;

    // The commonest of the passwords that are long enough to be allowed otherwise.
    private static readonly HashSet<string> Common = new(StringComparer.OrdinalIgnoreCase)
    {
        "123456789012", "1234567890123", "12345678901234", "123456789012345", "1234567890123456", "012345678910",
        "0123456789012", "123456123456", "123123123123", "121212121212", "112233445566", "123321123321",
        "1234512345123", "987654321098", "098765432109", "987654321987", "147258369147", "147852369147",
        "qwertyuiopasdf", "qwertyuiop[]", "qwertyuiop123", "qwertyuiop12", "qwerty123456", "qwerty1234567",
        "qwerty12345678", "qwertyqwerty", "qwerty123qwerty", "1q2w3e4r5t6y", "1q2w3e4r5t6y7u", "1qaz2wsx3edc",
        "1qaz2wsx3edc4rfv", "qazwsxedcrfv", "qazwsxedc123", "zxcvbnm12345", "asdfghjkl123", "asdfghjkl;'",
        "asdfasdfasdf", "abcdefghijkl", "abcdefghijklm", "abcdefghijklmnop", "abcd12345678", "abc123abc123",
        "abcabcabcabc", "a1b2c3d4e5f6", "aa1234567890", "a12345678901", "password1234", "password12345",
        "password123456", "password123!", "password1234!", "passwordpassword", "mypassword123", "mypassword1234",
        "adminpassword", "administrator", "administrator1", "administrator123", "adminadminadmin", "admin1234567",
        "changemechangeme", "changeme1234", "letmeinletmein", "letmein12345", "welcome12345", "welcome123456",
        "welcomewelcome", "iloveyou1234", "iloveyou12345", "iloveyouiloveyou", "iloveyousomuch", "iloveyouforever",
        "sunshine1234", "princess1234", "football1234", "baseball1234", "superman1234", "trustno1trustno1",
        "correcthorsebatterystaple", "thisisapassword", "thisismypassword", "manchesterunited", "liverpoolfc123",
        "christopher1", "alexander123", "jennifer1234", "michael12345", "giftcardgiftcard", "giftcards123",
        "giftcards1234", "computer1234", "internet1234", "samsung12345", "monkey123456", "dragon123456",
    };

    /// <summary>Null when the password may be used by the owner of this address.</summary>
    public static PasswordRefused? Refuse(string? password, string email, int minLength = MinLength) => password switch
    {
        null or { Length: 0 } => new PasswordRefused("too_short", minLength),
        _ when Characters(password) < minLength => new PasswordRefused("too_short", minLength),
        _ when Characters(password) > MaxLength => new PasswordRefused("too_long", MaxLength),
        _ when IsCommon(password) || password.Equals(email, StringComparison.OrdinalIgnoreCase) =>
            new PasswordRefused("too_common", null),
        _ => null,
    };

    private static int Characters(string password) => password.EnumerateRunes().Count();

    private static bool IsCommon(string password) =>
        Common.Contains(password.Trim()) || password.Distinct().Count() < 4;
}
