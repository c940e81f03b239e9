using GiftCards.Core.Common;
using GiftCards.Core.Orders;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Missing = Microsoft.AspNetCore.Http.HttpResults.NotFound;

namespace GiftCards.Web.Components.Storefront.Buy;

/// <summary>
/// The invoice of an order as a file. A guest proves the right to it by the order's token in the body of a POST, never
/// in an address; that changes nothing here, so it needs no antiforgery token beside it.
/// </summary>
internal static class InvoiceEndpoints
{
    public static void MapInvoices(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/orders/{order}/invoice.pdf", OfOwnAsync).ExcludeFromDescription();
        routes.MapPost("/orders/{order}/invoice.pdf", OfHolderAsync).DisableAntiforgery().ExcludeFromDescription();
    }

    private static Task<Results<FileContentHttpResult, Missing>> OfOwnAsync(
        string order, HttpContext context, InvoiceQuery invoices, CancellationToken cancellationToken) =>
        SendAsync(VisitorOf(context), order, invoices, cancellationToken);

    private static async Task<Results<FileContentHttpResult, Missing>> OfHolderAsync(
        string order,
        [FromForm] string? token,
        HttpContext context,
        InvoiceQuery invoices,
        OrderQueries orders,
        CancellationToken cancellationToken)
    {
        var holder = token is { Length: > 0 } && await orders.FindByTokenAsync(token, cancellationToken) is { } opened
            ? new Actor.OrderHolder(opened)
            : VisitorOf(context);
        return await SendAsync(holder, order, invoices, cancellationToken);
    }

    private static async Task<Results<FileContentHttpResult, Missing>> SendAsync(
        Actor actor, string order, InvoiceQuery invoices, CancellationToken cancellationToken)
    {
        var made = PublicId.TryParse<OrderId>(order, out var id)
            ? await invoices.HandleAsync(actor, id, cancellationToken)
            : new GiftCards.Core.Common.NotFound();
        return made.IsOk
            ? TypedResults.File(made.Value, "application/pdf", $"invoice-{id}.pdf")
            : TypedResults.NotFound();
    }

    private static Actor VisitorOf(HttpContext context) => SignInClaims.UserOf(context.User) is { } user
        ? new Actor.Buyer(user)
        : new Actor.Anonymous(VisitorAddress.Of(context));
}
