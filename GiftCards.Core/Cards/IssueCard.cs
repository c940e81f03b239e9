using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Cards;

/// <summary>
/// Issue a card without an order: sold at the counter, given away, or brought over from another system.
/// </summary>
/// <param name="Amount">Its value.</param>
/// <param name="Source"><see cref="CardSource.Counter"/>, <see cref="CardSource.Promotion"/> or <see
/// cref="CardSource.Import"/>.</param>
public sealed record IssueCard(Money Amount, CardSource Source)
{
    public Party? Recipient { get; init; }

    public string? Message { get; init; }

    public DeliveryMethod? Delivery { get; init; }

    /// <summary>The code it had elsewhere; imports only.</summary>
    public string? Code { get; init; }

    /// <summary>When it ends; null takes the merchant's validity.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public string? Note { get; init; }

    /// <summary>Language of mail and certificate, one of <see cref="SpokenLanguages"/>.</summary>
    public string Language { get; init; } = SpokenLanguages.Default;
}

/// <summary>A card that was issued, with the code that is shown this once.</summary>
public sealed record IssuedCard(CardView GiftCard, string? Code);

/// <summary>
/// Issues. Errors: <c>amount_out_of_range</c>, <c>currency_mismatch</c>, <c>code_malformed</c>, <c>conflict</c> when an
/// imported code exists, <c>merchant_not_accepting</c>, <c>invalid_request</c>, <c>idempotency_key_*</c>,
/// <c>forbidden</c>, <c>unavailable</c>.
/// </summary>
public sealed class IssueCardHandler(
    GiftCardsDatabase database,
    ReadOnlyMode readOnly,
    Protector protector,
    MovementEngine engine,
    OutboxSignal outbox,
    TimeProvider time)
{
    public async Task<Result<Answer<IssuedCard>>> HandleAsync(
        Actor actor, IssueCard command, string? idempotencyKey, CancellationToken cancellationToken)
    {
        if (actor.Scope is not { } merchantId)
        {
            return new Forbidden();
        }

        if ((actor.Refuse(Permissions.CardsIssue, merchantId) ?? await readOnly.RefuseAsync(cancellationToken))
            is { } refused)
        {
            return refused;
        }

        var key = IdempotencyKey.Create(actor, "issue", idempotencyKey, command);
        if (!key.IsOk)
        {
            return key.Error;
        }

        await using var context = database.OpenFor(actor);
        var earlier = await IdempotencyLookup.SubjectAsync(context, key.Value, cancellationToken);
        if (!earlier.IsOk)
        {
            return earlier.Error;
        }

        if (earlier.Value is { } subject)
        {
            return await RepeatAsync(context, new CardId(subject), cancellationToken);
        }

        var (merchant, settings) = await context.CardReads.IssuerAsync(context, merchantId, cancellationToken);
        if (Refuse(command, merchant, settings, time.GetInstant()) is { } invalid)
        {
            return invalid;
        }

        return await WriteAsync(context, actor, command, key.Value, merchant, settings, cancellationToken);
    }

    private static DomainError? Refuse(
        IssueCard command, Merchant merchant, GiftCardSettings settings, DateTimeOffset now)
    {
        if (command.Amount.Currency != merchant.Currency)
        {
            return new CurrencyMismatch(merchant.Currency);
        }

        if (!merchant.IsOpen || (command.Source == CardSource.Counter && !settings.Enabled))
        {
            return new MerchantNotAccepting();
        }

        // A balance brought over, or given away, need not fit what buyers may choose.
        var amount = command.Source == CardSource.Counter
            ? settings.RefuseAmount(command.Amount)
            : AmountLimits.Refuse(command.Amount);
        return amount
            ?? RefuseFields(command)
            ?? (command.ExpiresAt <= now ? new InvalidRequest("expiresAt", InvalidReason.Date) : null);
    }

    private static DomainError? RefuseFields(IssueCard command)
    {
        if (command.Source is not (CardSource.Counter or CardSource.Promotion or CardSource.Import))
        {
            return new InvalidRequest("source", InvalidReason.Choice);
        }

        if (command.Code is not null && command.Source != CardSource.Import)
        {
            return new InvalidRequest("code", InvalidReason.NotAllowed);
        }

        if (command.Code is not null && (OneTimeQr.IsToken(command.Code) || !CardCode.TryParse(command.Code, out _)))
        {
            return new CodeMalformed();
        }

        return TextRules.RefuseLine(command.Recipient?.Name, "recipient.name", TextRules.MaxName)
            ?? (command.Recipient?.Email is { } email ? TextRules.RefuseEmail(email, "recipient.email") : null)
            ?? TextRules.RefuseMessage(command.Message, "message")
            ?? TextRules.RefuseMessage(command.Note, "note")
            ?? SpokenLanguages.Refuse(command.Language, "language");
    }

    // The unique index finds a code that another card has; a generated one is then drawn again.
    private async Task<Result<Answer<IssuedCard>>> WriteAsync(
        GiftCardsDbContext context,
        Actor actor,
        IssueCard command,
        IdempotencyKey key,
        Merchant merchant,
        GiftCardSettings settings,
        CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var terms = await TermsAsync(context, command, merchant, settings, now, cancellationToken);
        for (var attempt = 0; attempt < CardIssuer.MaxTries; attempt++)
        {
            var issued = CardIssuer.Make(
                protector,
                terms,
                new EntryDraft(merchant.Id, EntryType.Issue, now, actor) { Reason = command.Note },
                card => PostingsOf(command, card),
                CardCode.TryParse(command.Code, out var imported)
                    ? imported
                    : CardCode.Generate(settings.CodePrefix, settings.CodeGroups));
            var movement = MovementOf(issued, key, command, terms);
            switch (await engine.ApplyAsync(movement, cancellationToken))
            {
                case MovementOutcome.Applied:
                    outbox.WakeFor(movement);
                    var view = CardView.Of(issued.Card, MerchantSummary.Of(merchant), now);
                    return new Answer<IssuedCard>(new IssuedCard(view, issued.Code.Display), false);
                case MovementOutcome.Repeated repeated:
                    return await RepeatAsync(context, new CardId(repeated.Transaction.Value), cancellationToken);
                case MovementOutcome.KeyReused:
                    return new IdempotencyKeyReused();
                case MovementOutcome.Busy:
                    return new RateLimited(CardOperations.BusyPause);
                case MovementOutcome.Stopping:
                    return new Unavailable();
                case MovementOutcome.Guarded when command.Code is null:
                    break;
                default:
                    return new Conflict();
            }
        }

        return new Conflict();
    }

    private static Movement MovementOf(IssuedNow issued, IdempotencyKey key, IssueCard command, CardTerms terms)
    {
        var card = issued.Card;
        var isSent = terms.Delivery == DeliveryMethod.Email && command.Recipient?.Email is not null;
        return new Movement
        {
            Merchant = card.MerchantId,
            Card = card.Id,
            Currency = card.Currency,
            NewCard = card,
            BalanceDelta = 0,
            Status = StatusRule.Keep,
            Guard = new MovementGuard(issued.Entry.At),
            Entry = issued.Entry,
            Idempotency = key,
            Beside = isSent
                ? [OutboxMessage.About(
                    OutboxTypes.GiftMail, card.MerchantId, card.Id.ToString(), card.Id.ToString(), issued.Entry.At)]
                : [],
        };
    }

    private async Task<CardTerms> TermsAsync(
        GiftCardsDbContext context,
        IssueCard command,
        Merchant merchant,
        GiftCardSettings settings,
        DateTimeOffset now,
        CancellationToken cancellationToken) => new(merchant.Id, command.Amount, command.Source, settings.Rules)
        {
            ExpiresAt = command.ExpiresAt ?? settings.ExpiryOf(now, merchant.Zone),
            Recipient = command.Recipient,
            Message = command.Message,
            Delivery = command.Delivery ?? DeliveryMethod.Print,
            Design = settings.Designs[0],
            Language = command.Language,
            Owner = command.Recipient?.Email is { } email
                ? await CardOwners.FindAsync(context, protector, email, cancellationToken)
                : null,
        };

    private static IReadOnlyList<PostingDraft> PostingsOf(IssueCard command, CardId card) => command.Source switch
    {
        CardSource.Counter => PostingRules.SoldAtCounter(card, command.Amount),
        CardSource.Promotion => PostingRules.Promotion(card, command.Amount),
        CardSource.Import => PostingRules.Import(card, command.Amount),
        _ => throw new InvalidOperationException($"No card is issued here from {command.Source}."),
    };

    private async Task<Result<Answer<IssuedCard>>> RepeatAsync(
        GiftCardsDbContext context, CardId id, CancellationToken cancellationToken)
    {
        var card = await context.Cards.AsNoTracking().SingleAsync(c => c.Id == id, cancellationToken);
        var merchant = await context.Merchants.AsNoTracking().SingleAsync(
            m => m.Id == card.MerchantId, cancellationToken);
        var issue = await context.CardTransactions.AsNoTracking()
            .Where(t => t.CardId == id && t.Type == EntryType.Issue)
            .SingleAsync(cancellationToken);
        var view = CardView.Of(card, MerchantSummary.Of(merchant), issue.At).After(issue);
        return new Answer<IssuedCard>(new IssuedCard(view, card.ReadCode(protector)?.Display), true);
    }
}
