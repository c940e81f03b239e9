using System.ComponentModel;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Holds;

namespace GiftCards.Web.Api.V1;

/// <summary>Value set aside for a booking, and what becomes of it.</summary>
internal static class HoldRoutes
{
    private const string Tag = "Holds";

    public static void MapHolds(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/gift-cards/{id}/holds", PlaceAsync)
            .ForMerchant(Permissions.CardsRedeem)
            .Idempotent()
            .Refusing(
                "not_found", "card_blocked", "card_expired", "card_cancelled", "card_fully_used", "card_in_transfer",
                "insufficient_balance", "partial_use_not_allowed", "below_minimum_purchase", "single_service_only",
                "amount_out_of_range", "currency_mismatch", "merchant_not_accepting", "conflict")
            .WithTags(Tag)
            .Describe(
                "placeHold",
                "Place a hold",
                "Sets value aside for a booking: it stays on the card and cannot be spent otherwise. Seven days unless expiresAt says "
                + "so, thirty at most, and never longer than the card itself.")
            .Example(ApiExamples.PlaceHold, ApiExamples.PlacedHold)
            .Produces<PlacedHoldBody>(StatusCodes.Status201Created);

        routes.MapGet("/holds/{id}", GetAsync)
            .ForMerchant(Permissions.CardsRedeem)
            .Refusing("not_found")
            .WithTags(Tag)
            .Describe("getHold", "Get a hold", "One of the holds that the merchant placed.")
            .Example(null, ApiExamples.Hold)
            .Produces<HoldBody>();

        routes.MapPost("/holds/{id}/capture", CaptureAsync)
            .ForMerchant(Permissions.CardsRedeem)
            .Idempotent()
            .Refusing(
                "not_found", "hold_not_active", "card_blocked", "card_expired", "card_in_transfer", "insufficient_balance",
                "partial_use_not_allowed", "below_minimum_purchase", "single_service_only", "amount_out_of_range",
                "currency_mismatch", "merchant_not_accepting", "conflict")
            .WithTags(Tag)
            .Describe(
                "captureHold", "Capture a hold", "Spends all that is held, or amount of it; the rest is free again.")
            .Example(ApiExamples.CaptureHold, ApiExamples.Redemption)
            .Produces<RedemptionBody>(StatusCodes.Status201Created);

        routes.MapPost("/holds/{id}/release", ReleaseAsync)
            .ForMerchant(Permissions.CardsRedeem)
            .Idempotent()
            .Refusing("not_found", "hold_not_active", "conflict")
            .WithTags(Tag)
            .Describe("releaseHold", "Release a hold", "Frees what is held. Also on a blocked card.")
            .Example(ApiExamples.Nothing, null)
            .Produces<ReleasedHoldBody>();
    }

    private static async Task<IResult> PlaceAsync(
        string id,
        RequestBody<HoldRequestBody> body,
        Caller caller,
        PlaceHoldHandler place,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse<CardId>(id, out var card))
        {
            return Answers.Refuse(new NotFound());
        }

        var command = new PlaceHold(card, body.Value.Amount.ToMoney(), body.Value.ExpiresAt);
        var placed = await place.HandleAsync(caller.Actor, command, caller.IdempotencyKey, cancellationToken);
        return Answers.Once(context, placed, PlacedHoldBody.Of);
    }

    private static async Task<IResult> GetAsync(
        string id, Caller caller, ApiQuery query, HoldQueries holds, CancellationToken cancellationToken)
    {
        if (query.Error is { } refused)
        {
            return Answers.Refuse(refused);
        }

        return PublicId.TryParse<HoldId>(id, out var hold)
            ? Answers.Of(await holds.GetAsync(caller.Actor, hold, cancellationToken), HoldBody.Of)
            : Answers.Refuse(new NotFound());
    }

    private static async Task<IResult> CaptureAsync(
        string id,
        RequestBody<CaptureBody> body,
        Caller caller,
        CaptureHoldHandler capture,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse<HoldId>(id, out var hold))
        {
            return Answers.Refuse(new NotFound());
        }

        var command = new CaptureHold(hold, body.Value.Amount?.ToMoney());
        var captured = await capture.HandleAsync(caller.Actor, command, caller.IdempotencyKey, cancellationToken);
        return Answers.Once(context, captured, RedemptionBody.Of);
    }

    private static async Task<IResult> ReleaseAsync(
        string id,
        RequestBody<ReleaseBody> body,
        Caller caller,
        ReleaseHoldHandler release,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        _ = body; // It says nothing, and is read so that anything in it is refused.
        if (!PublicId.TryParse<HoldId>(id, out var hold))
        {
            return Answers.Refuse(new NotFound());
        }

        var command = new ReleaseHold(hold);
        var released = await release.HandleAsync(caller.Actor, command, caller.IdempotencyKey, cancellationToken);
        return Answers.Once(context, released, ReleasedHoldBody.Of, StatusCodes.Status200OK);
    }
}

/// <summary>Value to be set aside.</summary>
internal sealed record HoldRequestBody
{
    public required MoneyBody Amount { get; init; }

    [Description("Until when: seven days unless said, thirty at most. An end after the card's own becomes the card's.")]
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>How much of a hold to spend.</summary>
internal sealed record CaptureBody([property: Description("All of it when absent.")] MoneyBody? Amount = null);

/// <summary>Releasing needs nothing said.</summary>
internal sealed record ReleaseBody;

/// <summary>Value set aside on a card.</summary>
internal sealed record HoldBody
{
    public required string Id { get; init; }

    public required string GiftCardId { get; init; }

    public required MoneyBody Amount { get; init; }

    public required HoldStatus Status { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public static HoldBody Of(HoldView hold) => new()
    {
        Id = hold.Id.ToString(),
        GiftCardId = hold.Card.ToString(),
        Amount = MoneyBody.Of(hold.Amount),
        Status = hold.Status,
        CreatedAt = hold.CreatedAt,
        ExpiresAt = hold.ExpiresAt,
    };
}

/// <summary>A hold that was just placed, and its card.</summary>
internal sealed record PlacedHoldBody(HoldBody Hold, CardBody GiftCard)
{
    public static PlacedHoldBody Of(HoldChange change) => new(HoldBody.Of(change.Hold), CardBody.Of(change.GiftCard));
}

/// <summary>A hold that was just released, with its card and the line in its history.</summary>
internal sealed record ReleasedHoldBody(HoldBody Hold, TransactionBody Transaction, CardBody GiftCard)
{
    public static ReleasedHoldBody Of(HoldChange change) =>
        new(HoldBody.Of(change.Hold), TransactionBody.Of(change.Transaction), CardBody.Of(change.GiftCard));
}
