using GiftCards.Core.Common;
using GiftCards.Core.Delivery;

namespace GiftCards.Web.Api.V1;

/// <summary>Sending a gift once more.</summary>
internal static class ResendRoutes
{
    public static void MapResending(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/gift-cards/{id}/resend", ResendAsync)
            .ForMerchant(Permissions.CardsManage)
            .Refusing(
                "not_found", "card_blocked", "card_expired", "card_cancelled", "card_fully_used", "card_in_transfer",
                "single_service_only", "no_recipient", "conflict")
            .WithTags("Changes to a card")
            .Describe(
                "resendGiftCard",
                "Resend",
                "Sends the gift mail with the certificate once more, to the recipient's address, or to the purchaser's where there is none. "
                + "Three times a day for one card. A gift that waits for its planned day is a conflict.")
            .Example(ApiExamples.Nothing, null)
            .Produces<ResentBody>();

    private static async Task<IResult> ResendAsync(
        string id,
        RequestBody<ResendBody> body,
        Caller caller,
        ResendGiftHandler resend,
        CancellationToken cancellationToken)
    {
        _ = body; // It says nothing, and is read so that anything in it is refused.
        return PublicId.TryParse<CardId>(id, out var card)
            ? Answers.Of(
                await resend.HandleAsync(caller.Actor, new ResendGift(card), cancellationToken),
                sent => new ResentBody(CardBody.Of(sent)))
            : Answers.Refuse(new NotFound());
    }
}

/// <summary>A mail to be sent once more; there is nothing to say about it.</summary>
internal sealed record ResendBody;

/// <summary>The card whose gift mail is on its way.</summary>
internal sealed record ResentBody(CardBody GiftCard);
