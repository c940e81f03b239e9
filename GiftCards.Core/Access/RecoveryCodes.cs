using System.Security.Cryptography;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>Codes for those who lost their authenticator: ten of fifty bits, each good once.</summary>
internal static class RecoveryCodes
{
    public const int Count = 10;

    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int HalfLength = 5;

    /// <summary>New codes, as the person keeps them.</summary>
    private static List<string> Create() => [.. Enumerable.Range(0, Count).Select(_ => $"{Half()}-{Half()}")];

    /// <summary>Puts new codes in place of all former ones, and answers with them; the caller saves.</summary>
    public static async Task<List<string>> ReplaceAsync(
        GiftCardsDbContext context, UserId user, Protector protector, CancellationToken cancellationToken)
    {
        await context.RecoveryCodes.Where(code => code.UserId == user).ExecuteDeleteAsync(cancellationToken);
        var codes = Create();
        context.RecoveryCodes.AddRange(
            codes.Select(code => new RecoveryCode { UserId = user, Hash = Hash(user, code, protector) }));
        return codes;
    }

    public static string Hash(UserId user, string code, Protector protector) => Convert.ToHexString(
        protector.Sign("recovery-code", $"{user.Value:N}\n{Normal(code)}"));

    // People leave out the dash, or put a space there.
    private static string Normal(string code) =>
        new([.. code.Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant)]);

    private static string Half() => new(RandomNumberGenerator.GetItems<char>(Letters, HalfLength));
}
