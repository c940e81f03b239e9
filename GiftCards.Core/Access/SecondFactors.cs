using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>Who needs no second factor although they would: the demo world's people, by address.</summary>
public sealed record SecondFactorExemptions(IReadOnlyCollection<string> Emails)
{
    public static SecondFactorExemptions None { get; } = new([]);

    public bool Covers(User user) => Emails.Contains(user.Email, StringComparer.OrdinalIgnoreCase);
}

/// <summary>What a person has, and owes, beside their password.</summary>
/// <param name="HasAuthenticator">An authenticator app, whose code is asked for at every sign-in.</param>
/// <param name="HasPasskey">At least one passkey.</param>
/// <param name="IsForced">They run the platform, or work where the owner wants a second factor.</param>
public sealed record SecondFactorState(bool HasAuthenticator, bool HasPasskey, bool IsForced)
{
    /// <summary>
    /// Whether a password alone opens nothing. Who is forced and has a passkey must use it: else a stolen password
    /// would be enough to set up an authenticator of the thief's own.
    /// </summary>
    public bool IsDue => HasAuthenticator || (IsForced && HasPasskey);
}

/// <summary>Checks codes of authenticator apps and recovery codes. Either is good once.</summary>
public sealed class SecondFactors(
    GiftCardsDatabase database, SecondFactorExemptions exemptions, Protector protector, TimeProvider time)
{
    public async Task<SecondFactorState> StateOfAsync(UserId user, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one person.
        return await StateOfAsync(context, user, cancellationToken);
    }

    /// <summary>Whether this person signs in by a password alone and may still do everything.</summary>
    public bool IsExempt(User user) => exemptions.Covers(user);

    /// <summary>
    /// Takes a code of the person's authenticator; the same code, or an older one, is not taken again.
    /// </summary>
    public async Task<bool> TakeCodeAsync(UserId user, string code, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one person.
        var authenticator = await context.Authenticators.AsNoTracking()
            .SingleOrDefaultAsync(a => a.UserId == user && a.ConfirmedAt != null, cancellationToken);
        if (authenticator is null || Totp.FindStep(authenticator.Secret, code, time.GetInstant()) is not { } step)
        {
            return false;
        }

        var taken = await context.Authenticators
            .Where(a => a.UserId == user && a.ConfirmedAt != null && a.LastStep < step)
            .ExecuteUpdateAsync(update => update.SetProperty(a => a.LastStep, step), cancellationToken);
        return taken == 1;
    }

    /// <summary>Uses up one of the person's recovery codes.</summary>
    public async Task<bool> TakeRecoveryCodeAsync(UserId user, string code, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var hash = RecoveryCodes.Hash(user, code, protector);
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one person.
        var taken = await context.RecoveryCodes
            .Where(c => c.UserId == user && c.Hash == hash && c.UsedAt == null)
            .ExecuteUpdateAsync(update => update.SetProperty(c => c.UsedAt, now), cancellationToken);
        return taken == 1;
    }

    internal static async Task<SecondFactorState> StateOfAsync(
        GiftCardsDbContext context, UserId user, CancellationToken cancellationToken) => new(
        await context.Authenticators.AnyAsync(a => a.UserId == user && a.ConfirmedAt != null, cancellationToken),
        await context.UserPasskeys.AnyAsync(passkey => passkey.UserId == user.Value, cancellationToken),
        await IsForcedAsync(context, user, cancellationToken));

    private static async Task<bool> IsForcedAsync(
        GiftCardsDbContext context, UserId user, CancellationToken cancellationToken) =>
        await context.Administrators.AnyAsync(administrator => administrator.UserId == user, cancellationToken)
        || await context.Staff.Where(member => member.UserId == user)
            .Join(context.Merchants, member => member.MerchantId, merchant => merchant.Id, (_, merchant) => merchant)
            .AnyAsync(merchant => merchant.RequiresSecondFactor, cancellationToken);
}
