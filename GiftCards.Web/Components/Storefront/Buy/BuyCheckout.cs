using System.Security.Cryptography;
using System.Text.Json;
using GiftCards.Core.Common;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments.Sandbox;

namespace GiftCards.Web.Components.Storefront.Buy;

/// <summary>
/// The order behind one open wizard: placed once however often the button is pressed, placed anew when the details
/// changed, found again after a reload. Nothing here belongs to the page's look.
/// </summary>
public sealed class BuyCheckout(
    PlaceOrderHandler place,
    PaySandboxOrderHandler pay,
    FollowPaymentHandler follow,
    CancelOrderHandler cancel,
    OrderQueries orders)
{
    private string key = NewKey();
    private string? placedDetails;

    /// <summary>Who is buying at this moment.</summary>
    public required Actor Visitor { get; set; }

    /// <summary>The order as last seen; null before there is one.</summary>
    public OrderView? Order { get; private set; }

    /// <summary>What lets a guest come back to the order.</summary>
    public string? AccessToken { get; private set; }

    /// <summary>Why the last step was refused; null when it was not.</summary>
    public DomainError? Error { get; private set; }

    /// <summary>Whether the buyer has what was bought; also when part of the money went back since.</summary>
    public bool IsPaid => Order?.Status is OrderStatus.Fulfilled or OrderStatus.PartiallyRefunded;

    public bool IsOpen => Order?.Status is OrderStatus.Pending or OrderStatus.RequiresAction or OrderStatus.Processing;

    /// <summary>Whether the buyer's bank waits for an answer.</summary>
    public bool IsChallenged => Order?.Status == OrderStatus.RequiresAction;

    /// <summary>Whether the order is paid in the sandbox's form; else in its provider's own.</summary>
    public bool IsSandbox => Order?.Payment.Provider == SandboxProvider.ProviderName;

    private Actor Buyer => Visitor.Person is null && AccessToken is not null && Order is { } order
        ? new Actor.OrderHolder(order.Id)
        : Visitor;

    /// <summary>Places the order, or goes on with the one that was placed for these very details.</summary>
    public async Task PlaceAsync(PlaceOrder command, CancellationToken cancellationToken)
    {
        Error = null;
        var details = JsonSerializer.Serialize(command);
        if (IsOpen && placedDetails == details)
        {
            return;
        }

        if (IsOpen && !await GiveUpAsync(cancellationToken))
        {
            return;
        }

        if (placedDetails is not null || Order is not null)
        {
            key = NewKey();
        }

        await PlaceNewAsync(command, cancellationToken);
        placedDetails = Error is null ? details : null;
    }

    /// <summary>Takes note that the next step may not be made.</summary>
    public void Refuse(DomainError error) => Error = error;

    /// <summary>Tries a card.</summary>
    public Task PayAsync(SandboxCard card, CancellationToken cancellationToken) =>
        TryAsync(card, null, cancellationToken);

    /// <summary>Answers the bank's question.</summary>
    public Task AnswerAsync(bool approve, CancellationToken cancellationToken) =>
        TryAsync(null, approve, cancellationToken);

    /// <summary>
    /// The browser came back from paying at the provider, or says that it did: the order is brought in line.
    /// </summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        Error = null;
        var followed = await follow.HandleAsync(Buyer, Order!.Id, cancellationToken);
        if (followed.IsOk)
        {
            Order = followed.Value;
            return;
        }

        await RefreshAsync(cancellationToken);
        Error = followed.Error;
    }

    /// <summary>
    /// Gives an unpaid order up; answers false when it turned out to be paid or cannot be given up now.
    /// </summary>
    public async Task<bool> GiveUpAsync(CancellationToken cancellationToken)
    {
        Error = null;
        if (!IsOpen)
        {
            return true;
        }

        var ended = await cancel.HandleAsync(Buyer, Order!.Id, cancellationToken);
        await RefreshAsync(cancellationToken);
        Error = ended.IsOk || !IsOpen ? null : ended.Error;
        return !IsOpen && !IsPaid;
    }

    /// <summary>
    /// Finds the order again whose token the browser kept; answers whether it is one of this merchant.
    /// </summary>
    public async Task<bool> RestoreAsync(string token, string merchantSlug, CancellationToken cancellationToken)
    {
        if (await orders.FindByTokenAsync(token, cancellationToken) is not { } id)
        {
            return false;
        }

        var found = await orders.GetAsync(new Actor.OrderHolder(id), id, cancellationToken);
        if (!found.IsOk || found.Value.Merchant.Slug != merchantSlug)
        {
            return false;
        }

        Order = found.Value;
        AccessToken = token;
        return IsOpen || IsPaid;
    }

    /// <summary>Looks at the order as it stands now.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (Order is not null && await orders.GetAsync(Buyer, Order.Id, cancellationToken) is { IsOk: true } seen)
        {
            Order = seen.Value;
        }
    }

    private static string NewKey() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    private async Task PlaceNewAsync(PlaceOrder command, CancellationToken cancellationToken)
    {
        var placed = await place.HandleAsync(Visitor, command, key, cancellationToken);
        if (placed is { IsOk: true, Value: { IsReplay: true, Value.AccessToken: null } } && Visitor.Person is null)
        {
            // The first answer was lost, and its token with it. A guest needs one, so the order is made once more;
            // the lost one is unpaid and runs out by itself.
            key = NewKey();
            placed = await place.HandleAsync(Visitor, command, key, cancellationToken);
        }

        Error = placed.Error;
        if (placed.IsOk)
        {
            Order = placed.Value.Value.Order;
            AccessToken = placed.Value.Value.AccessToken ?? AccessToken;
        }
    }

    private async Task TryAsync(SandboxCard? card, bool? approve, CancellationToken cancellationToken)
    {
        Error = null;
        var paid = await pay.HandleAsync(Buyer, new PaySandboxOrder(Order!.Id, card, approve), cancellationToken);
        if (paid.IsOk)
        {
            Order = paid.Value;
            return;
        }

        await RefreshAsync(cancellationToken);
        Error = IsPaid || (IsChallenged && paid.Error is PaymentRequiresAction) ? null : paid.Error;
    }
}
