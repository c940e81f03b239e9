using System.Security.Cryptography;
using GiftCards.Core.Common;

namespace GiftCards.Core.Access;

/// <summary>Codes for those who lost their authenticator: ten of fifty bits, each good once.</summary>
internal static class RecoveryCodes
{
    public const int Count = 10;

    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int HalfLength = 5;

    /// <summary>New codes, as the person keeps them.</summary>
    public static IReadOnlyList<string> Create() => [.. Enumerable.Range(0, Count).Select(_ => $"{Half()}-{Half()}")];

    public static string Hash(UserId user, string code, Protector protector) => Convert.ToHexString(
        protector.Sign("recovery-code", $"{user.Value:N}\n{Normal(code)}"));

    // People leave out the dash, or put a space there.
    private static string Normal(string code) =>
        new([.. code.Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant)]);

    private static string Half() => new(RandomNumberGenerator.GetItems<char>(Letters, HalfLength));
}
