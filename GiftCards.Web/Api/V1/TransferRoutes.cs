using System.ComponentModel;
using System.Text.Json.Serialization;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Transfers;
using GiftCards.Web.Security;

namespace GiftCards.Web.Api.V1;

/// <summary>Passing a card, or part of what is on it, on to another person.</summary>
internal static class TransferRoutes
{
    private const string Tag = "Transfers";

    public static void MapTransfers(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/gift-cards/{id}/transfer", TransferAsync)
            .ForUser()
            .Idempotent()
            .Refusing(
                "not_found", "own_transfer", "card_blocked", "card_expired", "card_cancelled", "card_fully_used",
                "card_in_transfer", "insufficient_balance", "partial_use_not_allowed", "single_service_only",
                "amount_out_of_range", "currency_mismatch", "conflict", "rate_limited")
            .WithTags(Tag)
            .Describe(
                "transferGiftCard",
                "Pass a card on",
                "For the card's owner. Without amount the card itself goes, and cannot be spent while it waits; with an amount a part of "
                + "it, which becomes a card of its own. toEmail mails an invitation; without it the answer has a claimCode to pass on. "
                + "What nobody accepts in 30 days returns. Ten a day for one person.")
            .Example(TransferExamples.Begin, TransferExamples.Begun)
            .Produces<TransferredBody>(StatusCodes.Status201Created);

        routes.MapPost("/transfers/claim", ClaimAsync)
            .ForUser()
            .Idempotent()
            .Refusing(
                "not_found", "code_malformed", "own_transfer", "card_blocked", "card_expired", "card_cancelled", "conflict",
                "rate_limited")
            .WithTags(Tag)
            .Describe(
                "claimTransfer",
                "Accept a card",
                "Once, and never one's own. A card that is passed on whole gets a new code, and the old one is dead.")
            .Example(TransferExamples.Claim, null)
            .Produces<CardChangeBody>();

        routes.MapPost("/transfers/{id}/withdraw", WithdrawAsync)
            .ForUser()
            .Idempotent()
            .Refusing("not_found", "conflict")
            .WithTags(Tag)
            .Describe("withdrawTransfer", "Take a transfer back", "For whoever began it, until somebody accepts it.")
            .Example(ApiExamples.Nothing, null)
            .Produces<CardChangeBody>();
    }

    private static async Task<IResult> TransferAsync(
        string id,
        RequestBody<TransferRequestBody> body,
        Caller caller,
        TransferCardHandler transfer,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse<CardId>(id, out var card))
        {
            return Answers.Refuse(new NotFound());
        }

        var command = new TransferCard(card, body.Value.ToEmail, body.Value.Amount?.ToMoney());
        var begun = await transfer.HandleAsync(caller.Actor, command, caller.IdempotencyKey, cancellationToken);
        return Answers.Once(context, begun, TransferredBody.Of);
    }

    private static async Task<IResult> ClaimAsync(
        RequestBody<ClaimBody> body,
        Caller caller,
        ClaimTransferHandler claim,
        GuessGuard guesses,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (guesses.RefuseCode(caller.Guesser) is { } waiting)
        {
            return Answers.Refuse(waiting);
        }

        var command = new ClaimTransfer(body.Value.ClaimCode, null);
        var claimed = await claim.HandleAsync(caller.Actor, command, caller.IdempotencyKey, cancellationToken);
        var missed = claimed.Error is NotFound
            ? await guesses.MissedCodeAsync(caller.Guesser, cancellationToken)
            : null;
        return missed is null
            ? Answers.Once(context, claimed, CardChangeBody.Of, StatusCodes.Status200OK)
            : Answers.Refuse(missed);
    }

    private static async Task<IResult> WithdrawAsync(
        string id,
        RequestBody<WithdrawBody> body,
        Caller caller,
        WithdrawTransferHandler withdraw,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        _ = body; // It says nothing, and is read so that anything in it is refused.
        if (!PublicId.TryParse<TransferId>(id, out var transfer))
        {
            return Answers.Refuse(new NotFound());
        }

        var command = new WithdrawTransfer(transfer);
        var withdrawn = await withdraw.HandleAsync(caller.Actor, command, caller.IdempotencyKey, cancellationToken);
        return Answers.Once(context, withdrawn, CardChangeBody.Of, StatusCodes.Status200OK);
    }
}

/// <summary>Whom a card goes to, and how much of it.</summary>
internal sealed record TransferRequestBody(
    [property: Description("Whom it is for. When absent, the answer has a claimCode to pass on.")]
    string? ToEmail = null,
    [property: Description("A part of what is available; the card itself when absent, or when it is all that is on it.")]
    MoneyBody? Amount = null);

/// <summary>A claim code that was passed on.</summary>
internal sealed record ClaimBody(
    [property: Description("28 letters and digits in any spelling; the last part of the link serves as well.")]
    string ClaimCode);

/// <summary>Withdrawing needs nothing said.</summary>
internal sealed record WithdrawBody;

/// <summary>A transfer that was just begun.</summary>
internal sealed record TransferredBody(TransferBody Transfer)
{
    public static TransferredBody Of(TransferView transfer) => new(TransferBody.Of(transfer));
}

/// <summary>A card, or part of one, that waits to be accepted.</summary>
internal sealed record TransferBody
{
    public required string Id { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("What lets its holder accept it, once; absent where the invitation was mailed.")]
    public string? ClaimCode { get; init; }

    [Description("From this moment on it cannot be accepted and returns to its sender.")]
    public required DateTimeOffset ExpiresAt { get; init; }

    public static TransferBody Of(TransferView transfer) => new()
    {
        Id = transfer.Id.ToString(),
        ClaimCode = transfer.ClaimCode?.Display,
        ExpiresAt = transfer.ExpiresAt,
    };
}
