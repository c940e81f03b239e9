using GiftCards.Core.Common;
using Microsoft.AspNetCore.Identity;

namespace GiftCards.Core.Access;

/// <summary>Sign in.</summary>
/// <param name="Email">The person's address.</param>
/// <param name="Password">The person's password.</param>
/// <param name="Totp">Six digits from the authenticator app, where the person has one.</param>
/// <param name="RecoveryCode">One of the codes kept for a lost authenticator, instead of the digits.</param>
/// <param name="Address">The IP address the call came from.</param>
public sealed record LoginCommand(string Email, string Password, string? Totp, string? RecoveryCode, string Address);

/// <summary>
/// Tells whether somebody is who they say. An unknown address and a wrong password are one answer, given after the
/// same time. Attempts are limited, and nobody is ever locked out for good.
/// </summary>
public sealed class CredentialCheck(
    UserManager<User> users, AttemptLimiter limiter, StandInPassword standIn, Protector protector)
{
    private const int PerAccountAndAddress = 5;
    private const int PerAddress = 100;
    private static readonly TimeSpan AccountWindow = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan AddressWindow = TimeSpan.FromHours(1);
    private static readonly TimeSpan DigitsWindow = TimeSpan.FromMinutes(5);

    /// <summary>Errors: <c>unauthenticated</c>, <c>mfa_required</c>, <c>rate_limited</c>.</summary>
    public async Task<Result<User>> VerifyAsync(LoginCommand command, CancellationToken cancellationToken)
    {
        var account = $"{Convert.ToHexString(protector.HashEmail(command.Email))}|{command.Address}";
        if (await RefuseAsync(account, command.Address, cancellationToken) is { } limited)
        {
            return limited;
        }

        var user = await FindAsync(command);
        if (user is null)
        {
            return new Unauthenticated();
        }

        if (await users.GetTwoFactorEnabledAsync(user)
            && await RefuseSecondFactorAsync(user, command, cancellationToken) is { } refused)
        {
            return refused;
        }

        await limiter.ForgetAsync("sign_in", account, cancellationToken);
        return user;
    }

    private async Task<DomainError?> RefuseAsync(string account, string address, CancellationToken cancellationToken)
    {
        var byAddress = await limiter.TakeAsync(
            "sign_in_address", address, PerAddress, AddressWindow, cancellationToken);
        if (!byAddress.IsOk)
        {
            return byAddress.Error;
        }

        return (await limiter.TakeAsync("sign_in", account, PerAccountAndAddress, AccountWindow, cancellationToken)).Error;
    }

    private async Task<User?> FindAsync(LoginCommand command)
    {
        // Hashing megabytes would be a cheap way to keep this machine busy.
        if (command.Password.Length > PasswordRules.MaxLength * 2)
        {
            return null;
        }

        var user = await users.FindByEmailAsync(command.Email);
        if (user?.PasswordHash is null)
        {
            standIn.Verify(command.Password);
            return null;
        }

        return await users.CheckPasswordAsync(user, command.Password) ? user : null;
    }

    private async Task<DomainError?> RefuseSecondFactorAsync(
        User user, LoginCommand command, CancellationToken cancellationToken)
    {
        if (command.Totp is { Length: > 0 } digits)
        {
            var isRight = await users.VerifyTwoFactorTokenAsync(
                user, TokenOptions.DefaultAuthenticatorProvider, digits.Replace(" ", "", StringComparison.Ordinal));

            // Digits stay right for minutes; somebody who saw them being typed must not use them again.
            return isRight && (await limiter.TakeAsync(
                "totp_used", $"{user.Id}|{digits}", 1, DigitsWindow, cancellationToken)).IsOk
                ? null
                : new Unauthenticated();
        }

        if (command.RecoveryCode is { Length: > 0 } code)
        {
            var redeemed = await users.RedeemTwoFactorRecoveryCodeAsync(
                user, RecoveryCodes.Hash(user, code, protector));
            return redeemed.Succeeded ? null : new Unauthenticated();
        }

        return new MfaRequired();
    }
}
