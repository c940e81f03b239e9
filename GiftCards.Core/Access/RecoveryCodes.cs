using GiftCards.Core.Common;

namespace GiftCards.Core.Access;

/// <summary>
/// Codes for those who lost their authenticator. The store keeps the hashes of codes and knows no difference.
/// </summary>
internal static class RecoveryCodes
{
    public static string Hash(User user, string code, Protector protector) => Convert.ToHexString(
        protector.Sign("recovery-code", $"{user.Id:N}\n{code.Trim().ToUpperInvariant()}"));
}
