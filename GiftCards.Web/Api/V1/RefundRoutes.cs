using System.ComponentModel;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Refunds;

namespace GiftCards.Web.Api.V1;

/// <summary>Money that goes back to whoever paid for a card.</summary>
internal static class RefundRoutes
{
    private const string Tag = "Refunds";

    public static void MapRefunds(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/gift-cards/{id}/refund", RefundAsync)
            .ForMerchant(Permissions.CardsManage)
            .Idempotent()
            .Refusing(
                "not_found", "refund_exceeds_unspent", "card_blocked", "card_expired", "card_cancelled", "card_in_transfer",
                "amount_out_of_range", "currency_mismatch", "conflict")
            .WithTags(Tag)
            .Describe(
                "refundGiftCard",
                "Refund",
                "Gives money back to the payer, of the newest payment first and never more than was paid and is unspent. Without amount "
                + "all of that goes back and the card ends: open holds are released, and what nobody paid for is written off. With "
                + "amount the card keeps its status, unless nothing is left on it. The value leaves the card at once. What was paid "
                + "through the platform goes back by the provider and is pending until it has; what was taken at the counter is to be "
                + "handed out there, as method counter says.")
            .Example(ApiExamples.Refund, ApiExamples.CardRefund)
            .Produces<CardRefundBody>(StatusCodes.Status201Created);

        routes.MapGet("/gift-cards/{id}/refunds", ListAsync)
            .ForMerchant(Permissions.CardsRead)
            .Refusing("not_found")
            .WithTags(Tag)
            .Describe(
                "listRefunds",
                "List a card's refunds",
                "What went back and what became of it, newest first, a hundred at most. failed means that the provider refused for good: "
                + "the value is on the card again where backOnCard is true; else the card had ended, and the platform keeps the money "
                + "for the payer.")
            .Example(null, ApiExamples.CardRefunds)
            .Produces<RefundsBody>();
    }

    private static async Task<IResult> RefundAsync(
        string id,
        RequestBody<RefundRequestBody> body,
        Caller caller,
        RefundCardHandler refund,
        HttpContext context,
        CancellationToken cancellationToken) =>
        PublicId.TryParse<CardId>(id, out var card)
            ? Answers.Once(
                context,
                await refund.HandleAsync(
                    caller.Actor,
                    new RefundCard(card, body.Value.Amount?.ToMoney(), body.Value.Reason),
                    caller.IdempotencyKey,
                    cancellationToken),
                CardRefundBody.Of)
            : Answers.Refuse(new NotFound());

    private static async Task<IResult> ListAsync(
        string id, Caller caller, ApiQuery query, RefundQueries refunds, CancellationToken cancellationToken)
    {
        if (query.Error is { } refused)
        {
            return Answers.Refuse(refused);
        }

        return PublicId.TryParse<CardId>(id, out var card)
            ? Answers.Of(await refunds.ListForCardAsync(caller.Actor, card, cancellationToken), RefundsBody.Of)
            : Answers.Refuse(new NotFound());
    }
}

/// <summary>Money to be given back.</summary>
internal sealed record RefundRequestBody
{
    [Description("How much of what is available; all that was paid and is unspent when absent, which ends the card.")]
    public MoneyBody? Amount { get; init; }

    [Description("For the journal.")]
    public required string Reason { get; init; }
}

/// <summary>What a refund came to.</summary>
internal sealed record CardRefundBody(
    TransactionBody Transaction,
    CardBody GiftCard,
    [property: Description("One for each payment that money goes back of.")] IReadOnlyList<RefundBody> Refunds)
{
    public static CardRefundBody Of(CardRefund refund) => new(
        TransactionBody.Of(refund.Transaction),
        CardBody.Of(refund.GiftCard),
        [.. refund.Refunds.Select(RefundBody.Of)]);
}

/// <summary>A card's refunds.</summary>
internal sealed record RefundsBody(IReadOnlyList<RefundBody> Data)
{
    public static RefundsBody Of(IReadOnlyList<RefundView> refunds) => new([.. refunds.Select(RefundBody.Of)]);
}

/// <summary>One refund of one payment.</summary>
internal sealed record RefundBody
{
    public required string Id { get; init; }

    public required MoneyBody Amount { get; init; }

    [Description("payment: to the card or account the order was paid with; counter: handed out where it was taken.")]
    public required RefundMethod Method { get; init; }

    [Description("The order that was paid; null over the counter.")]
    public required string? Order { get; init; }

    public required RefundStatus Status { get; init; }

    [Description("Why it failed, in the provider's word.")]
    public required string? Failure { get; init; }

    [Description("After a failure, whether the value is on the card again.")]
    public required bool BackOnCard { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    [Description("When it succeeded or failed.")]
    public required DateTimeOffset? ClosedAt { get; init; }

    public static RefundBody Of(RefundView refund) => new()
    {
        Id = refund.Id.ToString(),
        Amount = MoneyBody.Of(refund.Amount),
        Method = refund.Method,
        Order = refund.Order?.ToString(),
        Status = refund.Status,
        Failure = refund.Failure,
        BackOnCard = refund.IsBackOnCard,
        CreatedAt = refund.CreatedAt,
        ClosedAt = refund.ClosedAt,
    };
}
