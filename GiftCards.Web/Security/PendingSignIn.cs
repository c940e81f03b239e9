using GiftCards.Core.Access;
using GiftCards.Core.Common;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;

namespace GiftCards.Web.Security;

/// <summary>
/// Carries a sign-in from its first step, the password, to its second, the code, in a sealed field of the form. It is
/// good for ten minutes, and for the password that was given.
/// </summary>
internal sealed class PendingSignIn(IDataProtectionProvider protection, UserManager<User> users)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly ITimeLimitedDataProtector protector =
        protection.CreateProtector("pending-sign-in").ToTimeLimitedDataProtector();

    public string Seal(User user) => protector.Protect($"{user.Id:N} {user.SecurityStamp}", Lifetime);

    /// <summary>Whose first step this was. Errors: <c>link_invalid</c> when it is too old, or none of ours.</summary>
    public async Task<Result<User>> OpenAsync(string? text)
    {
        try
        {
            var parts = protector.Unprotect(text ?? "").Split(' ');
            return await users.FindByIdAsync(parts[0]) is { } user && user.SecurityStamp == parts[1]
                ? user
                : new LinkInvalid();
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return new LinkInvalid();
        }
    }
}
