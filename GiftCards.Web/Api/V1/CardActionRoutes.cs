using System.ComponentModel;
using System.Text.Json.Serialization;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Web.Security;

namespace GiftCards.Web.Api.V1;

/// <summary>What happens at the counter: look a code up, tell its balance, spend it.</summary>
internal static class CardActionRoutes
{
    private const string Tag = "At the counter";

    public static void MapCardActions(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/gift-cards/validate", ValidateAsync)
            .ForMerchant(Permissions.CardsRedeem | Permissions.CardsRead)
            .Refusing("code_malformed")
            .WithTags(Tag)
            .Describe(
                "validateGiftCard",
                "Look a code up",
                "Answers 200 for anything that could be a code. An unknown code and another merchant's card are alike. A platform card "
                + "is valid at every approved merchant of its currency; elsewhere the reason is currency_mismatch or "
                + "merchant_not_accepting, without the card.")
            .Example(ApiExamples.Code, ApiExamples.Validation)
            .Produces<ValidationBody>();

        routes.MapPost("/gift-cards/balance", BalanceAsync)
            .ForAnyone()
            .Refusing("code_malformed", "card_not_found")
            .WithTags(Tag)
            .Describe(
                "checkGiftCardBalance",
                "Check a balance",
                "For whoever holds the code. Unknown, blocked, expired and cancelled cards are one answer. "
                + "Ten calls a minute from one address, then longer and longer waits.")
            .Example(ApiExamples.Code, ApiExamples.Balance)
            .Produces<BalanceBody>();

        routes.MapPost("/gift-cards/redeem", RedeemAsync)
            .ForMerchant(Permissions.CardsRedeem)
            .Idempotent()
            .Refusing(
                "code_malformed", "card_not_found", "card_blocked", "card_expired", "card_cancelled", "card_fully_used",
                "card_in_transfer", "insufficient_balance", "partial_use_not_allowed", "below_minimum_purchase",
                "single_service_only", "amount_out_of_range", "currency_mismatch", "merchant_not_accepting", "conflict")
            .WithTags(Tag)
            .Describe(
                "redeemGiftCard",
                "Redeem",
                "Spends value, by code or one-time QR (code), or by id (giftCardId). With purchaseTotal, what is applied is the least of "
                + "amount, the available balance and the total; without it, amount or nothing. Of a platform card the merchant is "
                + "credited with what was applied, less the commission.")
            .Example(ApiExamples.Redeem, ApiExamples.Redemption)
            .Produces<RedemptionBody>(StatusCodes.Status201Created);
    }

    private static async Task<IResult> ValidateAsync(
        RequestBody<CodeBody> body,
        Caller caller,
        CardQueries cards,
        GuessGuard guesses,
        CancellationToken cancellationToken)
    {
        if (guesses.RefuseCode(caller.Guesser) is { } waiting)
        {
            return Answers.Refuse(waiting);
        }

        var found = await cards.ValidateAsync(caller.Actor, body.Value.Code, cancellationToken);
        var missed = found is { IsOk: true, Value.Reason: CardNotFound }
            ? await guesses.MissedCodeAsync(caller.Guesser, cancellationToken)
            : null;
        return missed is null ? Answers.Of(found, ValidationBody.Of) : Answers.Refuse(missed);
    }

    private static async Task<IResult> BalanceAsync(
        RequestBody<CodeBody> body,
        Caller caller,
        CheckBalanceHandler check,
        GuessGuard guesses,
        CancellationToken cancellationToken)
    {
        if (await guesses.RefuseBalanceAsync(caller.Address, cancellationToken) is { } limited)
        {
            return Answers.Refuse(limited);
        }

        var balance = await check.HandleAsync(body.Value.Code, cancellationToken);
        var missed = balance.Error is CardNotFound ? await guesses
            .MissedBalanceAsync(caller.Address, cancellationToken) : null;
        return missed is null
            ? Answers.Of(balance, found => new BalanceBody(MoneyBody.Of(found.Balance), found.ExpiresAt))
            : Answers.Refuse(missed);
    }

    private static async Task<IResult> RedeemAsync(
        RequestBody<RedeemBody> body,
        Caller caller,
        RedeemCardHandler redeem,
        GuessGuard guesses,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        // An id cannot be guessed, so whoever names cards by id need not wait for what others typed wrong.
        var isCode = body.Value.Code is not null;
        if (isCode && guesses.RefuseCode(caller.Guesser) is { } waiting)
        {
            return Answers.Refuse(waiting);
        }

        var command = body.Value.ToCommand();
        var redeemed = command.IsOk
            ? await redeem.HandleAsync(caller.Actor, command.Value, caller.IdempotencyKey, cancellationToken)
            : command.Error;
        var missed = isCode && redeemed.Error is CardNotFound
            ? await guesses.MissedCodeAsync(caller.Guesser, cancellationToken)
            : null;
        return missed is null ? Answers.Once(context, redeemed, RedemptionBody.Of) : Answers.Refuse(missed);
    }
}

/// <summary>A code to look up.</summary>
internal sealed record CodeBody(
    [property: Description("The code in any spelling, or the wallet's one-time QR.")] string Code);

/// <summary>Whether a code can be used here and now.</summary>
internal sealed record ValidationBody
{
    public required bool Valid { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("The card, when it is this merchant's.")]
    public CardBody? GiftCard { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("The problem code that redeeming it would answer.")]
    public string? Reason { get; init; }

    public static ValidationBody Of(CardValidation validation) => new()
    {
        Valid = validation.IsValid,
        GiftCard = validation.GiftCard is { } card ? CardBody.Of(card) : null,
        Reason = validation.Reason?.Code,
    };
}

/// <summary>What whoever holds a code may know.</summary>
internal sealed record BalanceBody(MoneyBody Balance, DateTimeOffset? ExpiresAt);

/// <summary>A sale to be paid with a card.</summary>
internal sealed record RedeemBody
{
    [Description("The code, or the wallet's one-time QR. Either this or giftCardId.")]
    public string? Code { get; init; }

    [Description("The card's id. Either this or code.")]
    public string? GiftCardId { get; init; }

    public required MoneyBody Amount { get; init; }

    [Description("The bill. When told, the card may pay less than asked, and never more than the bill.")]
    public MoneyBody? PurchaseTotal { get; init; }

    public string? BookingId { get; init; }

    public string? ServiceId { get; init; }

    public string? ServiceName { get; init; }

    public string? CustomerId { get; init; }

    public string? CustomerName { get; init; }

    public string? Location { get; init; }

    public string? Note { get; init; }

    public Result<RedeemCard> ToCommand()
    {
        CardId? id = null;
        if (GiftCardId is not null)
        {
            if (Code is null && !PublicId.TryParse<CardId>(GiftCardId, out _))
            {
                return new CardNotFound();
            }

            id = PublicId.TryParse<CardId>(GiftCardId, out var parsed) ? parsed : default(CardId);
        }

        return new RedeemCard(
            new CardReference(id, Code),
            Amount.ToMoney(),
            PurchaseTotal?.ToMoney(),
            new SaleReference
            {
                BookingId = BookingId,
                ServiceId = ServiceId,
                ServiceName = ServiceName,
                CustomerId = CustomerId,
                CustomerName = CustomerName,
                Location = Location,
                Note = Note,
            });
    }
}

/// <summary>What a redemption came to.</summary>
internal sealed record RedemptionBody(
    TransactionBody Transaction, MoneyBody AmountApplied, MoneyBody RemainingBalance, CardBody GiftCard)
{
    public static RedemptionBody Of(Redemption redemption) => new(
        TransactionBody.Of(redemption.Transaction),
        MoneyBody.Of(redemption.AmountApplied),
        MoneyBody.Of(redemption.RemainingBalance),
        CardBody.Of(redemption.GiftCard));
}
