using System.Security.Cryptography;
using GiftCards.Core.Access;
using GiftCards.Core.Audit;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Files;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Privacy;

/// <summary>Close one's account for good.</summary>
/// <param name="KnowsOfValue">The person was shown what is on their cards, and lets it go.</param>
public sealed record CloseAccount(bool KnowsOfValue);

/// <summary>
/// Removes a person (GDPR, article 17): their account with all that hangs on it, and their name, address and telephone
/// from what merchants keep. Amounts, dates and the ledger stay, for they are the merchants' books. A card that was in
/// the wallet is nobody's afterwards; whoever has its code can spend it. Errors: <c>unauthenticated</c>,
/// <c>sign_in_again</c>, <c>account_at_work</c>, <c>account_busy</c>, <c>account_has_value</c>.
/// </summary>
public sealed class CloseAccountHandler(GiftCardsDatabase database, TimeProvider time)
{
    /// <summary>Stands where a name stood.</summary>
    private const string Nameless = "–";

    public async Task<Result<Done>> HandleAsync(
        Actor actor, CloseAccount command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        if (RecentSignIn.RefuseAnybody(actor, now) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person themselves.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var user = await context.Users.AsNoTracking().SingleOrDefaultAsync(
            row => row.Id == person.Value, cancellationToken);
        if (user is null)
        {
            return new Unauthenticated();
        }

        if (await ClosingQueries.RefuseAsync(context, person, now, cancellationToken) is { } inTheWay)
        {
            return inTheWay;
        }

        if (!command.KnowsOfValue
            && await ClosingQueries.Spendable(context, person, now).AnyAsync(cancellationToken))
        {
            return new AccountHasValue();
        }

        await ForgetPurchasesAsync(context, user, cancellationToken);
        await ForgetCardsAsync(context, user, cancellationToken);
        await RemoveAccountAsync(context, user, cancellationToken);
        SecurityEvents.Record(context, actor, AuditActions.AccountClosed, now);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return new Done();
    }

    // An address that no address has: nobody who proves theirs later finds what was this person's.
    private static byte[] NobodysAddress() => RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);

    // All but those that were planned for a day to come.
    private static IQueryable<Card> Sent(GiftCardsDbContext context) =>
        context.Cards.Where(card => card.DeliverAt == null || card.DeliveredAt != null);

    private static async Task ForgetPurchasesAsync(
        GiftCardsDbContext context, User user, CancellationToken cancellationToken)
    {
        var nobody = NobodysAddress();
        await OwnRows.Orders(context, user).ExecuteUpdateAsync(
            update => update
                .SetProperty(order => order.PurchaserName, Nameless)
                .SetProperty(order => order.PurchaserEmail, "")
                .SetProperty(order => order.PurchaserEmailHash, nobody)
                .SetProperty(order => order.PurchaserPhone, (string?)null)
                .SetProperty(order => order.UserId, (UserId?)null),
            cancellationToken);
        if (user.ProvenAddress is { } address)
        {
            // A gift that is still to be sent says whom it is from; that was their wish.
            await Sent(context).Where(card => card.PurchaserEmailHash == address)
                .ExecuteUpdateAsync(
                    update => update.SetProperty(card => card.PurchaserName, Nameless), cancellationToken);
            await context.Cards.Where(card => card.PurchaserEmailHash == address).ExecuteUpdateAsync(
                update => update
                    .SetProperty(card => card.PurchaserEmail, "")
                    .SetProperty(card => card.PurchaserEmailHash, nobody),
                cancellationToken);
        }
    }

    private static async Task ForgetCardsAsync(
        GiftCardsDbContext context, User user, CancellationToken cancellationToken)
    {
        var nobody = NobodysAddress();
        if (user.ProvenAddress is { } address)
        {
            // What somebody planned for a day to come still reaches the address it was meant for.
            await Sent(context).Where(card => card.RecipientEmailHash == address)
                .ExecuteUpdateAsync(
                    update => update
                        .SetProperty(card => card.RecipientName, Nameless)
                        .SetProperty(card => card.RecipientEmail, "")
                        .SetProperty(card => card.RecipientEmailHash, nobody),
                    cancellationToken);
            await context.Transfers.Where(row => row.ToEmailHash == address && row.ClosedAt != null).ExecuteUpdateAsync(
                update => update
                    .SetProperty(row => row.ToEmail, "")
                    .SetProperty(row => row.ToEmailHash, nobody),
                cancellationToken);
        }

        await context.Cards
            .Where(card => context.Transfers.Any(row =>
                row.SenderId == user.UserId && row.MerchantId == card.MerchantId && row.ClaimedCardId == card.Id))
            .ExecuteUpdateAsync(update => update.SetProperty(card => card.GiverName, Nameless), cancellationToken);
        await context.Transfers.Where(row => row.SenderId == user.UserId).ExecuteUpdateAsync(
            update => update.SetProperty(row => row.SenderName, Nameless), cancellationToken);
        await context.Cards.Where(card => card.OwnerId == user.UserId).ExecuteUpdateAsync(
            update => update
                .SetProperty(card => card.OwnerId, (UserId?)null)
                .SetProperty(card => card.Version, card => card.Version + 1),
            cancellationToken);
    }

    private static async Task RemoveAccountAsync(
        GiftCardsDbContext context, User user, CancellationToken cancellationToken)
    {
        var person = user.UserId;
        var holder = person.ToString();
        await FileStore.RemoveAsync(context, Avatars.Of(context, person), cancellationToken);
        await context.Favourites.Where(row => row.UserId == person).ExecuteDeleteAsync(cancellationToken);
        await context.Notifications.Where(row => row.UserId == person).ExecuteDeleteAsync(cancellationToken);

        // What was stopped for their address stays stopped: it is kept as a hash, and so that nobody writes to them.
        await context.NotificationStops.Where(row => row.Holder == holder).ExecuteDeleteAsync(cancellationToken);
        await context.PaymentCustomers.Where(row => row.UserId == person).ExecuteDeleteAsync(cancellationToken);
        await context.Authenticators.Where(row => row.UserId == person).ExecuteDeleteAsync(cancellationToken);
        await context.RecoveryCodes.Where(row => row.UserId == person).ExecuteDeleteAsync(cancellationToken);
        await context.RefreshTokens
            .Where(token => context.Sessions.Any(row => row.UserId == person && row.Id == token.SessionId))
            .ExecuteDeleteAsync(cancellationToken);
        await context.Sessions.Where(row => row.UserId == person).ExecuteDeleteAsync(cancellationToken);
        await context.Users.Where(row => row.Id == person.Value).ExecuteDeleteAsync(cancellationToken);
    }
}
