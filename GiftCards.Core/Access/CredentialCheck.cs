using GiftCards.Core.Common;
using Microsoft.AspNetCore.Identity;

namespace GiftCards.Core.Access;

/// <summary>Sign in.</summary>
/// <param name="Email">The person's address.</param>
/// <param name="Password">The person's password.</param>
/// <param name="Totp">Six digits from the authenticator app, where the person has one.</param>
/// <param name="RecoveryCode">One of the codes kept for a lost authenticator, instead of the digits.</param>
/// <param name="Address">The IP address the call came from.</param>
/// <param name="UserAgent">The browser or program, in its own words.</param>
public sealed record LoginCommand(
    string Email, string Password, string? Totp, string? RecoveryCode, string Address, string? UserAgent = null);

/// <summary>Somebody who showed who they are.</summary>
/// <param name="User">The person.</param>
/// <param name="HasSecondFactor">Whether by two factors; or they are exempt from a second one.</param>
public sealed record ProvenPerson(User User, bool HasSecondFactor);

/// <summary>Somebody whose password is right.</summary>
/// <param name="User">The person.</param>
/// <param name="Second">What is asked of them beside it.</param>
public sealed record ProvenPassword(User User, SecondFactorState Second);

/// <summary>
/// Tells whether somebody is who they say. An unknown address and a wrong password are one answer, given after the
/// same time. Attempts are limited, and nobody is ever locked out for good.
/// </summary>
public sealed class CredentialCheck(
    UserManager<User> users,
    AttemptLimiter limiter,
    StandInPassword standIn,
    SecondFactors factors,
    FailedSignIns bursts,
    Protector protector)
{
    private const int PerAccountAndAddress = 5;
    private const int PerAddress = 100;
    private static readonly TimeSpan AccountWindow = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan AddressWindow = TimeSpan.FromHours(1);

    /// <summary>
    /// Everything in one step, as a program signs in. Errors: <c>unauthenticated</c>, <c>mfa_required</c> also for
    /// those who must have a second factor and have none yet, <c>rate_limited</c>.
    /// </summary>
    public async Task<Result<ProvenPerson>> VerifyAsync(LoginCommand command, CancellationToken cancellationToken)
    {
        var password = await CheckPasswordAsync(command, cancellationToken);
        if (!password.IsOk)
        {
            return password.Error;
        }

        var (user, second) = password.Value;
        if (second.IsDue)
        {
            return await CheckSecondFactorAsync(user, command, cancellationToken);
        }

        var isExempt = factors.IsExempt(user);
        return second.IsForced && !isExempt ? new MfaRequired() : new ProvenPerson(user, isExempt);
    }

    /// <summary>
    /// The first step: address and password. Errors: <c>unauthenticated</c>, <c>rate_limited</c>.
    /// </summary>
    public async Task<Result<ProvenPassword>> CheckPasswordAsync(
        LoginCommand command, CancellationToken cancellationToken)
    {
        var account = AccountOf(command.Email, command.Address);
        if (await RefuseAsync(account, command.Address, cancellationToken) is { } limited)
        {
            await bursts.NoteAsync(command, account, AccountWindow, cancellationToken);
            return limited;
        }

        if (await FindAsync(command) is not { } user)
        {
            return new Unauthenticated();
        }

        var second = await factors.StateOfAsync(user.UserId, cancellationToken);
        if (!second.IsDue)
        {
            await limiter.ForgetAsync("sign_in", account, cancellationToken);
        }

        return new ProvenPassword(user, second);
    }

    /// <summary>
    /// The second step: a code of the authenticator, or a recovery code. Errors: <c>mfa_required</c> when neither came,
    /// <c>unauthenticated</c>, <c>rate_limited</c>.
    /// </summary>
    public async Task<Result<ProvenPerson>> CheckSecondFactorAsync(
        User user, LoginCommand command, CancellationToken cancellationToken)
    {
        if (command is { Totp: null or "", RecoveryCode: null or "" })
        {
            return new MfaRequired();
        }

        var tries = $"{user.Id}|{command.Address}";
        var allowed = await limiter.TakeAsync(
            "second_factor", tries, PerAccountAndAddress, AccountWindow, cancellationToken);
        if (!allowed.IsOk)
        {
            return allowed.Error;
        }

        var isRight = command.Totp is { Length: > 0 } code
            ? await factors.TakeCodeAsync(user.UserId, code, cancellationToken)
            : await factors.TakeRecoveryCodeAsync(user.UserId, command.RecoveryCode!, cancellationToken);
        if (!isRight)
        {
            return new Unauthenticated();
        }

        await limiter.ForgetAsync("second_factor", tries, cancellationToken);
        await limiter.ForgetAsync("sign_in", AccountOf(user.Email!, command.Address), cancellationToken);
        return new ProvenPerson(user, true);
    }

    /// <summary>
    /// Whether this address may try a passkey now: those cannot be guessed, but checking them is work. Errors:
    /// <c>rate_limited</c>.
    /// </summary>
    public async Task<DomainError?> RefusePasskeyAsync(string address, CancellationToken cancellationToken) =>
        (await limiter.TakeAsync("sign_in_address", address, PerAddress, AddressWindow, cancellationToken)).Error;

    /// <summary>
    /// Somebody whose passkey is right. Its counter is kept, so that a copy of an authenticator stands out.
    /// </summary>
    public async Task<ProvenPerson> NotePasskeyAsync(User user, UserPasskeyInfo passkey)
    {
        await users.AddOrUpdatePasskeyAsync(user, passkey);
        return new ProvenPerson(user, passkey.IsUserVerified);
    }

    private string AccountOf(string email, string address) =>
        $"{Convert.ToHexString(protector.HashEmail(email))}|{address}";

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

        // The password is worked out also for who is shut out, so that the time of the answer tells nothing.
        return await users.CheckPasswordAsync(user, command.Password) && user.DisabledAt is null ? user : null;
    }
}
