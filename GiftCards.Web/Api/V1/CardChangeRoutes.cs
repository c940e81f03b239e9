using System.ComponentModel;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;

namespace GiftCards.Web.Api.V1;

/// <summary>What a merchant does to its cards beside selling and redeeming them.</summary>
internal static class CardChangeRoutes
{
    private const string Tag = "Changes to a card";

    public static void MapCardChanges(this IEndpointRouteBuilder routes)
    {
        routes.MapChange("load", LoadAsync, Permissions.CardsIssue)
            .Refusing(
                "merchant_not_accepting", "card_blocked", "card_expired", "card_cancelled", "card_fully_used", "card_in_transfer",
                "single_service_only", "amount_out_of_range", "currency_mismatch")
            .Describe(
                "loadGiftCard",
                "Load",
                "Adds value for money taken at the merchant's own counter. Where the merchant's settings say so the validity begins anew; "
                + "it never becomes shorter.")
            .Example(ApiExamples.Load, null);

        routes.MapChange("adjust", AdjustAsync, Permissions.CardsManage)
            .Refusing(
                "card_blocked", "card_expired", "card_cancelled", "card_in_transfer", "insufficient_balance", "amount_out_of_range",
                "currency_mismatch")
            .Describe(
                "adjustGiftCard",
                "Adjust",
                "Corrects the balance; a negative amount takes value off. Beyond the merchant's limit the answer is 202, and a second "
                + "person has to approve.")
            .Example(ApiExamples.Adjust, null)
            .Produces<AwaitingApprovalBody>(StatusCodes.Status202Accepted);

        routes.MapPost("/transactions/{id}/void", VoidAsync)
            .ForMerchant(Permissions.CardsManage | Permissions.CardsRedeem)
            .Idempotent()
            .Refusing("not_found", "void_exceeds_redemption", "card_cancelled", "amount_out_of_range", "currency_mismatch", "conflict")
            .WithTags(Tag)
            .Describe(
                "voidTransaction",
                "Void",
                "Takes a redemption back, or amount of it. Needs cards:manage; a cashier may take back their own last sale within 15 "
                + "minutes. Nothing left to take back is a conflict.")
            .Example(ApiExamples.Void, null)
            .Produces<CardChangeBody>(StatusCodes.Status201Created);

        routes.MapLife();
    }

    private static void MapLife(this IEndpointRouteBuilder routes)
    {
        routes.MapChange("block", BlockAsync, Permissions.CardsManage)
            .Refusing("card_expired", "card_cancelled")
            .Describe("blockGiftCard", "Block", "Stops the card's use; its value stays. A card that is blocked already is a conflict.")
            .Example(ApiExamples.Reason, null);

        routes.MapChange("unblock", UnblockAsync, Permissions.CardsManage)
            .Refusing("card_expired", "card_cancelled")
            .Describe(
                "unblockGiftCard", "Unblock", "Lets the card be used again. A card that is not blocked is a conflict.")
            .Example(ApiExamples.Reason, null);

        routes.MapChange("cancel", CancelAsync, Permissions.CardsManage)
            .Refusing("card_blocked", "card_expired", "refund_exceeds_unspent")
            .Describe(
                "cancelGiftCard",
                "Cancel",
                "Ends the card for good and writes off what is left. With refund what was paid and is unspent goes back to the payer, as "
                + "a refund without amount does; nothing to give back is refund_exceeds_unspent.")
            .Example(ApiExamples.Reason, null);

        routes.MapChange("reinstate", ReinstateAsync, Permissions.CardsManage)
            .Refusing("card_blocked", "card_cancelled")
            .Describe(
                "reinstateGiftCard",
                "Reinstate",
                "Gives an expired card a new validity, with exactly the value that its expiry took.")
            .Example(ApiExamples.Reinstate, null);
    }

    private static RouteHandlerBuilder MapChange(
        this IEndpointRouteBuilder routes, string action, Delegate handle, Permissions needed) =>
        routes.MapPost($"/gift-cards/{{id}}/{action}", handle)
            .ForMerchant(needed)
            .Idempotent()
            .Refusing("not_found", "conflict")
            .WithTags(Tag)
            .Produces<CardChangeBody>();

    private static async Task<IResult> LoadAsync(
        string id,
        RequestBody<LoadBody> body,
        Caller caller,
        LoadCardHandler load,
        HttpContext context,
        CancellationToken cancellationToken) =>
        PublicId.TryParse<CardId>(id, out var card)
            ? Changed(context, await load.HandleAsync(
                caller.Actor,
                new LoadCard(card, body.Value.Amount.ToMoney(), body.Value.Method, body.Value.Note),
                caller.IdempotencyKey,
                cancellationToken))
            : Answers.Refuse(new NotFound());

    private static async Task<IResult> AdjustAsync(
        string id,
        RequestBody<AdjustBody> body,
        Caller caller,
        AdjustBalanceHandler adjust,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse<CardId>(id, out var card))
        {
            return Answers.Refuse(new NotFound());
        }

        var adjusted = await adjust.HandleAsync(
            caller.Actor,
            new AdjustBalance(card, body.Value.Amount.ToMoney(), body.Value.Reason, body.Value.Note),
            caller.IdempotencyKey,
            cancellationToken);
        return adjusted is { IsOk: true, Value.Value.Awaiting: { } approval }
            ? Answers.Once(context, adjusted, _ => AwaitingApprovalBody.Of(approval), StatusCodes.Status202Accepted)
            : Answers.Once(context, adjusted, done => CardChangeBody.Of(done.Done!), StatusCodes.Status200OK);
    }

    private static async Task<IResult> BlockAsync(
        string id,
        RequestBody<ReasonBody> body,
        Caller caller,
        BlockCardHandler block,
        HttpContext context,
        CancellationToken cancellationToken) =>
        PublicId.TryParse<CardId>(id, out var card)
            ? Changed(context, await block.HandleAsync(
                caller.Actor, new BlockCard(card, body.Value.Reason), caller.IdempotencyKey, cancellationToken))
            : Answers.Refuse(new NotFound());

    private static async Task<IResult> UnblockAsync(
        string id,
        RequestBody<ReasonBody> body,
        Caller caller,
        UnblockCardHandler unblock,
        HttpContext context,
        CancellationToken cancellationToken) =>
        PublicId.TryParse<CardId>(id, out var card)
            ? Changed(context, await unblock.HandleAsync(
                caller.Actor, new UnblockCard(card, body.Value.Reason), caller.IdempotencyKey, cancellationToken))
            : Answers.Refuse(new NotFound());

    private static async Task<IResult> CancelAsync(
        string id,
        RequestBody<CancelBody> body,
        Caller caller,
        CancelCardHandler cancel,
        HttpContext context,
        CancellationToken cancellationToken) =>
        PublicId.TryParse<CardId>(id, out var card)
            ? Changed(context, await cancel.HandleAsync(
                caller.Actor,
                new CancelCard(card, body.Value.Reason, body.Value.Refund),
                caller.IdempotencyKey,
                cancellationToken))
            : Answers.Refuse(new NotFound());

    private static async Task<IResult> ReinstateAsync(
        string id,
        RequestBody<ReinstateBody> body,
        Caller caller,
        ReinstateCardHandler reinstate,
        HttpContext context,
        CancellationToken cancellationToken) =>
        PublicId.TryParse<CardId>(id, out var card)
            ? Changed(context, await reinstate.HandleAsync(
                caller.Actor,
                new ReinstateCard(card, body.Value.Reason, body.Value.ExpiresAt),
                caller.IdempotencyKey,
                cancellationToken))
            : Answers.Refuse(new NotFound());

    private static async Task<IResult> VoidAsync(
        string id,
        RequestBody<VoidBody> body,
        Caller caller,
        VoidRedemptionHandler voids,
        HttpContext context,
        CancellationToken cancellationToken) =>
        PublicId.TryParse<TransactionId>(id, out var redemption)
            ? Answers.Once(
                context,
                await voids.HandleAsync(
                    caller.Actor,
                    new VoidRedemption(redemption, body.Value.Amount?.ToMoney(), body.Value.Reason),
                    caller.IdempotencyKey,
                    cancellationToken),
                CardChangeBody.Of)
            : Answers.Refuse(new NotFound());

    private static IResult Changed(HttpContext context, Result<Answer<CardChange>> change) =>
        Answers.Once(context, change, CardChangeBody.Of, StatusCodes.Status200OK);
}

/// <summary>Value to be added.</summary>
internal sealed record LoadBody
{
    public required MoneyBody Amount { get; init; }

    [Description("How it was paid at the counter: cash or card.")]
    public required LoadMethod Method { get; init; }

    public string? Note { get; init; }
}

/// <summary>A correction of a balance.</summary>
internal sealed record AdjustBody
{
    [Description("Signed: negative takes value off.")]
    public required MoneyBody Amount { get; init; }

    public required AdjustmentReason Reason { get; init; }

    public string? Note { get; init; }
}

/// <summary>Why something is done to a card.</summary>
internal sealed record ReasonBody([property: Description("For the journal.")] string Reason);

/// <summary>The end of a card.</summary>
internal sealed record CancelBody
{
    [Description("For the journal.")]
    public required string Reason { get; init; }

    [Description("Whether what was paid and is unspent goes back to the payer; false when absent.")]
    public bool Refund { get; init; }
}

/// <summary>A new validity.</summary>
internal sealed record ReinstateBody
{
    [Description("For the journal.")]
    public required string Reason { get; init; }

    [Description("The first instant after the new validity.")]
    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>A redemption to be taken back.</summary>
internal sealed record VoidBody
{
    [Description("How much of it; all that is left when absent.")]
    public MoneyBody? Amount { get; init; }

    [Description("For the journal.")]
    public required string Reason { get; init; }
}

/// <summary>What an action on a card came to.</summary>
internal sealed record CardChangeBody(TransactionBody Transaction, CardBody GiftCard)
{
    public static CardChangeBody Of(CardChange change) =>
        new(TransactionBody.Of(change.Transaction), CardBody.Of(change.GiftCard));
}

/// <summary>A correction that waits for a second person.</summary>
internal sealed record AwaitingApprovalBody(
    string Status, [property: Description("The request for approval.")] string Approval)
{
    public static AwaitingApprovalBody Of(ApprovalId approval) => new("awaiting_approval", approval.ToString());
}
