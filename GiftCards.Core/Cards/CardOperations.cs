using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Cards;

/// <summary>Looks at the card and says what is to happen to it, or why nothing may.</summary>
public delegate Task<Result<Movement>> DecideMovement(GiftCardsDbContext context, CancellationToken cancellationToken);

/// <summary>Tells what a transaction came to, the same each time it is asked.</summary>
public delegate Task<TAnswer> TellAnswer<TAnswer>(
    GiftCardsDbContext context, CardTransaction transaction, CancellationToken cancellationToken);

/// <summary>One use case's call: by whom, what it needs, and under which key it is remembered.</summary>
/// <param name="Actor">Who asks: somebody of a merchant, who runs the platform, or a person about their own cards.</param>
/// <param name="Needed">What the actor must be allowed there.</param>
/// <param name="Key">The caller's key for this command.</param>
/// <param name="Invalid">What is wrong with the command itself, if anything.</param>
public sealed record CardCall(Actor Actor, Permissions Needed, Result<IdempotencyKey> Key, DomainError? Invalid);

/// <summary>
/// The way of every operation on a merchant's card: right, key, look, guarded write, answer. Where the card changed
/// between look and write it looks again; who sends the same key again is told the first answer.
/// </summary>
public sealed class CardOperations(
    GiftCardsDatabase database, ReadOnlyMode readOnly, MovementEngine engine, OutboxSignal outbox)
{
    /// <summary>How often an operation looks again when it is overtaken, before it gives up.</summary>
    internal const int MaxTries = 5;

    /// <summary>How long a caller should wait when too much is queued.</summary>
    internal static readonly TimeSpan BusyPause = TimeSpan.FromSeconds(1);

    /// <summary>Runs an operation that answers with the card and its new transaction.</summary>
    public Task<Result<Answer<CardChange>>> RunAsync(
        CardCall call, DecideMovement decide, CancellationToken cancellationToken) =>
        RunAsync(call, decide, CardChange.OfAsync, cancellationToken);

    /// <summary>
    /// Errors: those of <paramref name="decide"/>, <c>forbidden</c>, <c>idempotency_key_*</c>, <c>conflict</c>,
    /// <c>unavailable</c> while a restored database waits to be accepted.
    /// </summary>
    public async Task<Result<Answer<TAnswer>>> RunAsync<TAnswer>(
        CardCall call, DecideMovement decide, TellAnswer<TAnswer> tell, CancellationToken cancellationToken)
    {
        if ((Refuse(call) ?? await readOnly.RefuseAsync(cancellationToken)) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(call.Actor);
        return await RunAsync(
            context, call.Key.Value, CardAudit.With(call.Actor, decide), tell, cancellationToken);
    }

    /// <summary>
    /// Runs what a person does with cards of their own, at whatever merchant; <paramref name="decide"/> looks at
    /// nothing but these. Errors: <c>unauthenticated</c> and the same.
    /// </summary>
    public async Task<Result<Answer<TAnswer>>> RunForHolderAsync<TAnswer>(
        CardCall call, DecideMovement decide, TellAnswer<TAnswer> tell, CancellationToken cancellationToken)
    {
        var wrong = call.Actor.Person is null ? new Unauthenticated() : call.Invalid ?? call.Key.Error;
        if ((wrong ?? await readOnly.RefuseAsync(cancellationToken)) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed by the decision to the person's own.
        return await RunAsync(context, call.Key.Value, decide, tell, cancellationToken);
    }

    private async Task<Result<Answer<TAnswer>>> RunAsync<TAnswer>(
        GiftCardsDbContext context,
        IdempotencyKey key,
        DecideMovement decide,
        TellAnswer<TAnswer> tell,
        CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            var decided = await decide(context, cancellationToken);
            if (!decided.IsOk)
            {
                if (await FirstAnswerAsync(context, key, tell, cancellationToken) is { } told)
                {
                    return told;
                }

                if (await WasOvertakenAsync(context, cancellationToken))
                {
                    continue;
                }

                return decided.Error;
            }

            switch (await engine.ApplyAsync(decided.Value with { Idempotency = key }, cancellationToken))
            {
                case MovementOutcome.Applied applied:
                    outbox.WakeFor(decided.Value);
                    return new Answer<TAnswer>(await tell(context, applied.Transaction, cancellationToken), false);
                case MovementOutcome.Repeated repeated:
                    return await RepeatAsync(context, repeated.Transaction, tell, cancellationToken);
                case MovementOutcome.KeyReused:
                    return new IdempotencyKeyReused();
                case MovementOutcome.TokenUsed:
                    return new CardNotFound();
                case MovementOutcome.Busy:
                    return new RateLimited(BusyPause);
                case MovementOutcome.Stopping:
                    return new Unavailable();
                case MovementOutcome.Guarded:
                    break;
            }
        }

        return new Conflict();
    }

    /// <summary>What stands against the call before the card is looked at; null when nothing does.</summary>
    internal static DomainError? Refuse(CardCall call) => call.Actor.CardsOf is { } merchant
        ? call.Actor.Refuse(call.Needed, merchant) ?? call.Invalid ?? call.Key.Error
        : new Forbidden();

    /// <summary>One of the merchant's cards, for a decision; <c>not_found</c> for unknown and foreign ones.</summary>
    internal static async Task<Result<Card>> FindAsync(
        GiftCardsDbContext context, CardId id, CancellationToken cancellationToken)
    {
        var card = await context.CardReads.OwnByIdAsync(context, id, cancellationToken);
        context.CardInHand = card;
        return card is null ? new NotFound() : card;
    }

    // A decision may read more than the card: its payments, its holds. Where the card changed in between, the two do
    // not belong together, and a refusal may be true of neither.
    private static async Task<bool> WasOvertakenAsync(
        GiftCardsDbContext context, CancellationToken cancellationToken) =>
        context.CardInHand is { } seen
        && await context.Cards.AnyAsync(
            card => card.Id == seen.Id && card.Version != seen.Version, cancellationToken);

    // A key that had its effect is told it again, whatever has become of the card since. Only a refusal has to look for
    // it: where the card still allows the operation, the guard of the write finds the key.
    private static async Task<Result<Answer<TAnswer>>?> FirstAnswerAsync<TAnswer>(
        GiftCardsDbContext context, IdempotencyKey key, TellAnswer<TAnswer> tell, CancellationToken cancellationToken)
    {
        var earlier = await IdempotencyLookup.SubjectAsync(context, key, cancellationToken);
        if (!earlier.IsOk)
        {
            return earlier.Error;
        }

        if (earlier.Value is not { } subject)
        {
            return null;
        }

        return await RepeatAsync(context, new TransactionId(subject), tell, cancellationToken);
    }

    private static async Task<Result<Answer<TAnswer>>> RepeatAsync<TAnswer>(
        GiftCardsDbContext context, TransactionId id, TellAnswer<TAnswer> tell, CancellationToken cancellationToken)
    {
        var transaction = await context.CardTransactions.AsNoTracking()
            .SingleAsync(candidate => candidate.Id == id, cancellationToken);
        return new Answer<TAnswer>(await tell(context, transaction, cancellationToken), true);
    }
}
