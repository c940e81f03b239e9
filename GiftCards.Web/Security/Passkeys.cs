using System.Globalization;
using System.Security.Cryptography;
using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Web.Hosting;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;

namespace GiftCards.Web.Security;

/// <summary>What a browser is asked to do with a passkey.</summary>
/// <param name="Options">For the browser, in the JSON of the WebAuthn standard.</param>
/// <param name="State">The same for us, sealed; it comes back with the browser's answer.</param>
internal sealed record PasskeyChallenge(string Options, string State);

/// <summary>
/// Asks browsers for passkeys and checks their answers. A challenge is good for five minutes, for one answer, and for
/// what it was made for. It rides sealed in the form, so that nothing is kept for those who never answer.
/// </summary>
internal sealed class Passkeys(
    IPasskeyHandler<User> handler, IDataProtectionProvider protection, AttemptLimiter attempts, TimeProvider time)
{
    private const string ToSignIn = "passkey-sign-in";
    private const string ToAdd = "passkey-add";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public static void Configure(IdentityPasskeyOptions options, PublicAddress address)
    {
        options.ServerDomain = address.Host;
        options.AuthenticatorTimeout = Lifetime;

        // Fingerprint, face or PIN: with it a passkey is two factors in one.
        options.UserVerificationRequirement = "required";
        options.ResidentKeyRequirement = "required";
        options.ValidateOrigin = context => ValueTask.FromResult(
            !context.CrossOrigin && string.Equals(context.Origin, address.Origin, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>For anybody's passkey; which one is chosen in the browser.</summary>
    public async Task<PasskeyChallenge> AskAsync(HttpContext http)
    {
        var made = await handler.MakeRequestOptionsAsync(null!, http);
        return new PasskeyChallenge(made.RequestOptionsJson, Seal(ToSignIn, made.AssertionState));
    }

    /// <summary>For a new passkey of this person.</summary>
    public async Task<PasskeyChallenge> AskNewAsync(HttpContext http, Profile profile)
    {
        var entity = new PasskeyUserEntity
        {
            Id = profile.Id.Value.ToString(),
            Name = profile.Email,
            DisplayName = profile.DisplayName,
        };
        var made = await handler.MakeCreationOptionsAsync(entity, http);
        return new PasskeyChallenge(made.CreationOptionsJson, Seal(ToAdd, made.AttestationState));
    }

    /// <summary>Whose passkey this is, if it is one. Errors: <c>unauthenticated</c>.</summary>
    public async Task<Result<(User User, UserPasskeyInfo Passkey)>> CheckAsync(
        HttpContext http, string? credential, string? state)
    {
        if (credential is not { Length: > 0 } || await OpenAsync(ToSignIn, state, http.RequestAborted) is not { } ours)
        {
            return new Unauthenticated();
        }

        var answer = await handler.PerformAssertionAsync(
            new PasskeyAssertionContext { HttpContext = http, CredentialJson = credential, AssertionState = ours });
        return answer is { Succeeded: true } ? (answer.User, answer.Passkey) : new Unauthenticated();
    }

    /// <summary>The new passkey, if it was made for this person. Errors: <c>unauthenticated</c>.</summary>
    public async Task<Result<UserPasskeyInfo>> CheckNewAsync(
        HttpContext http, Profile profile, string? credential, string? state)
    {
        if (credential is not { Length: > 0 } || await OpenAsync(ToAdd, state, http.RequestAborted) is not { } ours)
        {
            return new Unauthenticated();
        }

        var answer = await handler.PerformAttestationAsync(
            new PasskeyAttestationContext { HttpContext = http, CredentialJson = credential, AttestationState = ours });
        return answer is { Succeeded: true } && answer.UserEntity.Id == profile.Id.Value.ToString()
            ? answer.Passkey
            : new Unauthenticated();
    }

    private string Seal(string purpose, string? state)
    {
        var ends = (time.GetInstant() + Lifetime).ToUnixTimeMilliseconds();
        return protection.CreateProtector(purpose).Protect($"{ends} {state}");
    }

    private async Task<string?> OpenAsync(string purpose, string? text, CancellationToken cancellationToken)
    {
        try
        {
            var parts = protection.CreateProtector(purpose).Unprotect(text ?? "").Split(' ', 2);
            var ends = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[0], CultureInfo.InvariantCulture));
            return time.GetInstant() < ends && await attempts.IsFirstAsync(purpose, text!, ends, cancellationToken)
                ? parts[1]
                : null;
        }
        catch (CryptographicException)
        {
            return null; // None of ours, or from before the keys were changed.
        }
    }
}
