using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Cards;

/// <summary>
/// Tells what became of a redemption that somebody sent and lost the answer to: asked by its key alone, so that nobody
/// has to guess.
/// </summary>
public sealed class SaleOutcomeQuery(GiftCardsDatabase database)
{
    internal const string Operation = "redeem";

    /// <summary>What a key is used up with that was given up: no redemption looks like this.</summary>
    internal const string GivenUp = "given up";

    /// <summary>
    /// What the actor's key did; null while it has done nothing. Errors: <c>forbidden</c>, <c>invalid_request</c>,
    /// <c>idempotency_key_required</c>.
    /// </summary>
    public async Task<Result<Redemption?>> HandleAsync(
        Actor actor, string key, CancellationToken cancellationToken)
    {
        var asked = IdempotencyKey.Create(actor, Operation, key, GivenUp);
        if ((Refuse(actor) ?? asked.Error) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        return await OutcomeAsync(context, asked.Value, cancellationToken);
    }

    internal static DomainError? Refuse(Actor actor) => actor.Scope is { } merchant
        ? actor.Refuse(Permissions.CardsRedeem, merchant)
        : new Forbidden();

    internal static async Task<Redemption?> OutcomeAsync(
        GiftCardsDbContext context, IdempotencyKey key, CancellationToken cancellationToken)
    {
        var record = await IdempotencyLookup.FindAsync(context, key, cancellationToken);
        if (record is null || record.Fingerprint.AsSpan().SequenceEqual(key.Fingerprint))
        {
            return null;
        }

        var id = new TransactionId(record.SubjectId);
        var transaction = await context.CardTransactions.AsNoTracking()
            .SingleAsync(line => line.Id == id, cancellationToken);
        return await Redemption.OfAsync(context, transaction, cancellationToken);
    }
}

/// <summary>
/// Gives a sale up whose answer was lost: its key is used up, so that a call which is still under way somewhere can no
/// longer take anything. Where the call was faster, its redemption is told instead.
/// </summary>
public sealed class GiveUpSaleHandler(GiftCardsDatabase database, ReadOnlyMode readOnly, TimeProvider time)
{
    /// <summary>
    /// Null when nothing happened and nothing will; else what had happened. Errors: <c>forbidden</c>,
    /// <c>invalid_request</c>, <c>idempotency_key_required</c>, <c>unavailable</c>.
    /// </summary>
    public async Task<Result<Redemption?>> HandleAsync(
        Actor actor, string key, CancellationToken cancellationToken)
    {
        var asked = IdempotencyKey.Create(actor, SaleOutcomeQuery.Operation, key, SaleOutcomeQuery.GivenUp);
        if ((SaleOutcomeQuery.Refuse(actor) ?? asked.Error ?? await readOnly.RefuseAsync(cancellationToken))
            is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var now = time.GetInstant();
        var nothing = PublicId.New<TransactionId>(now); // Names no transaction, now or ever.
        context.IdempotencyRecords.Add(IdempotencyRecord.Of(asked.Value, nothing.Value, now));
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return (Redemption?)null;
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            // The key was used up already, by the sale itself or by giving it up before.
            await using var fresh = database.OpenFor(actor);
            return await SaleOutcomeQuery.OutcomeAsync(fresh, asked.Value, cancellationToken);
        }
    }
}
