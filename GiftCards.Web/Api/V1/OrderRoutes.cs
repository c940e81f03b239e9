using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments.Sandbox;
using GiftCards.Web.Security;

namespace GiftCards.Web.Api.V1;

/// <summary>Buying cards.</summary>
internal static class OrderRoutes
{
    private const string Tag = "Orders";

    public static void MapOrders(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/orders", PlaceAsync)
            .ForAnyone()
            .Idempotent()
            .Refusing(
                "not_found", "merchant_not_accepting", "amount_out_of_range", "currency_mismatch", "code_malformed", "card_not_found",
                "card_blocked", "card_expired", "card_cancelled", "card_fully_used", "card_in_transfer", "single_service_only")
            .WithTags(Tag)
            .Describe(
                "placeOrder",
                "Place an order",
                "Orders one or more cards of one merchant, or tops some up. merchant is its slug, or platform for cards that every "
                + "merchant of their currency takes; those are sold in the currency of the first item. The answer's accessToken is told once; it lets a guest come "
                + "back to the order and pay it. An order that is not paid within 30 minutes expires. A top-up is for whoever knows the "
                + "card's code, or has the card in the wallet; if the card can no longer be loaded when the payment arrives, nothing of the "
                + "order is carried out and the money goes back.")
            .Example(ApiExamples.PlaceOrder, ApiExamples.Order)
            .Produces<PlacedOrderBody>(StatusCodes.Status201Created);

        routes.MapGet("/orders/{id}", GetAsync)
            .ForBuyer(Permissions.OrdersRead)
            .Refusing("not_found")
            .WithTags(Tag)
            .Describe("getOrder", "Get an order", "The order, and once it is fulfilled its cards. Codes are shown to its buyer alone.")
            .Produces<OrderBody>();

        routes.MapPost("/orders/{id}/cancel", CancelAsync)
            .ForBuyer(Permissions.OrdersRead)
            .Refusing("not_found", "conflict")
            .WithTags(Tag)
            .Describe(
                "cancelOrder", "Cancel an order", "Gives an unpaid order up. One that is paid or over is a conflict.")
            .Produces<OrderBody>();

        routes.MapPost("/orders/{id}/sandbox-payment", PayAsync)
            .ForBuyer()
            .Refusing("not_found", "payment_declined", "payment_requires_action", "conflict")
            .WithTags(Tag)
            .Describe(
                "paySandboxOrder",
                "Pay in the sandbox",
                "Pays with a test card (4242 4242 4242 4242 succeeds, 4000 0000 0000 0002 is declined, 4000 0000 0000 9995 has insufficient "
                + "funds, 4000 0025 0000 3155 asks for the challenge), or answers the challenge. Only where the sandbox takes payments.")
            .Example(ApiExamples.SandboxPayment, null)
            .Produces<OrderBody>();
    }

    private static async Task<IResult> PlaceAsync(
        RequestBody<PlaceOrderBody> body,
        Caller caller,
        PlaceOrderHandler place,
        GuessGuard guesses,
        OrderLinks links,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        var command = body.Value.ToCommand();
        if (!command.IsOk)
        {
            return Answers.Refuse(command.Error);
        }

        if (!Slugs.CouldBe(command.Value.MerchantSlug))
        {
            return Answers.Refuse(new NotFound());
        }

        // A code in an order is looked up as in a balance check, so it counts as one.
        var codes = command.Value.Items.Count(item => item.TopUp?.Code is not null);
        for (var i = 0; i < codes; i++)
        {
            if (await guesses.RefuseBalanceAsync(caller.Address, cancellationToken) is { } limited)
            {
                return Answers.Refuse(limited);
            }
        }

        var placed = await place.HandleAsync(caller.Actor, command.Value, caller.IdempotencyKey, cancellationToken);
        var missed = codes > 0 && placed.Error is CardNotFound
            ? await guesses.MissedBalanceAsync(caller.Address, cancellationToken)
            : null;
        return missed is null
            ? Answers.Once(context, placed, order => PlacedOrderBody.Of(links.Show(order.Order), order.AccessToken))
            : Answers.Refuse(missed);
    }

    private static async Task<IResult> GetAsync(
        string id,
        Caller caller,
        ApiQuery query,
        OrderQueries orders,
        OrderLinks links,
        CancellationToken cancellationToken)
    {
        if (query.Error is { } refused)
        {
            return Answers.Refuse(refused);
        }

        return PublicId.TryParse<OrderId>(id, out var order)
            ? Answers.Of(await orders.GetAsync(caller.Actor, order, cancellationToken), links.Show)
            : Answers.Refuse(new NotFound());
    }

    private static async Task<IResult> CancelAsync(
        string id,
        Caller caller,
        CancelOrderHandler cancel,
        OrderQueries orders,
        OrderLinks links,
        CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse<OrderId>(id, out var order))
        {
            return Answers.Refuse(new NotFound());
        }

        var cancelled = await cancel.HandleAsync(caller.Actor, order, cancellationToken);
        return cancelled.IsOk
            ? Answers.Of(await orders.GetAsync(caller.Actor, order, cancellationToken), links.Show)
            : Answers.Refuse(cancelled.Error);
    }

    private static async Task<IResult> PayAsync(
        string id,
        RequestBody<SandboxPaymentBody> body,
        Caller caller,
        PaySandboxOrderHandler pay,
        PaymentGuard payments,
        OrderLinks links,
        CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse<OrderId>(id, out var order))
        {
            return Answers.Refuse(new NotFound());
        }

        if (await payments.RefuseAsync(caller.Address, cancellationToken) is { } limited)
        {
            return Answers.Refuse(limited);
        }

        var command = body.Value.ToCommand(order);
        return command.IsOk
            ? Answers.Of(await pay.HandleAsync(caller.Actor, command.Value, cancellationToken), links.Show)
            : Answers.Refuse(command.Error);
    }
}

/// <summary>Shows orders with the addresses that their cards and payments are found at.</summary>
internal sealed class OrderLinks(Hosting.PublicAddress address)
{
    public OrderBody Show(OrderView order) => OrderBody.Of(
        order,
        giftPath => address.Of($"{giftPath}/certificate.pdf"),
        address.Of($"{ApiRegistration.BasePath}/orders/{order.Id}/sandbox-payment"));

    /// <summary>Whether the sandbox takes the payment of this order.</summary>
    public static bool IsSandbox(OrderView order) => order.Payment.Provider == SandboxProvider.ProviderName;
}
