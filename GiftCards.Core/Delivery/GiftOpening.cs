using GiftCards.Core.Common;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Delivery;

/// <summary>That a gift was opened by whoever it was for, and when first.</summary>
public sealed class GiftOpening
{
    public required MerchantId MerchantId { get; init; }

    public required CardId CardId { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>Note that the gift behind a link was unwrapped.</summary>
public sealed record NoteGiftOpened(string Token);

/// <summary>
/// Notes it once, for gifts alone and not for their giver, who hears of it. Programs that follow links in mails do not
/// get here: the page itself asks, once it is seen. Errors: <c>not_found</c>.
/// </summary>
public sealed class NoteGiftOpenedHandler(
    GiftCardsDatabase database, Protector protector, OutboxSignal outbox, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(
        Actor actor, NoteGiftOpened command, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the one card of this link.
        if (await GiftQueries.FindCardAsync(context, command.Token, protector, cancellationToken) is not { } card)
        {
            return new NotFound();
        }

        if (!card.IsGift || card.PassedOnAt is not null
            || await IsGiverAsync(context, actor, card.OrderId, cancellationToken)
            || await context.GiftOpenings.AnyAsync(
                row => row.MerchantId == card.MerchantId && row.CardId == card.Id, cancellationToken))
        {
            return new Done();
        }

        var now = time.GetInstant();
        var id = card.Id.ToString();
        context.GiftOpenings.Add(new GiftOpening { MerchantId = card.MerchantId, CardId = card.Id, At = now });
        context.Outbox.Add(OutboxMessage.About(OutboxTypes.GiftOpened, card.MerchantId, id, id, now));
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            outbox.Wake();
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            context.ChangeTracker.Clear(); // Opened in two windows at once.
        }

        return new Done();
    }

    private static async Task<bool> IsGiverAsync(
        GiftCardsDbContext context, Actor actor, OrderId? order, CancellationToken cancellationToken) =>
        actor.Person is { } person && order is { } id
        && await context.Orders.AnyAsync(row => row.Id == id && row.UserId == person, cancellationToken);
}

/// <summary>A gift was opened: nothing leaves by mail, its giver is told within the application.</summary>
public sealed class GiftOpenedHandler : IOutboxHandler
{
    public string Type => OutboxTypes.GiftOpened;

    public Task<OutboxOutcome> HandleAsync(OutboxMessage message, CancellationToken cancellationToken) =>
        Task.FromResult(OutboxOutcome.Done);
}
