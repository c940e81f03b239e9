using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Certificates;
using GiftCards.Core.Orders;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Missing = Microsoft.AspNetCore.Http.HttpResults.NotFound;
using Unknown = GiftCards.Core.Common.NotFound;

namespace GiftCards.Web.Components.Storefront.Gift;

/// <summary>
/// The certificate as a file. A guest proves the right to an order's certificates by the order's token in the body of
/// a POST, never in an address; that changes nothing here, so it needs no antiforgery token beside it.
/// </summary>
internal static class GiftEndpoints
{
    public static void MapGifts(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/gift/{token}/certificate.pdf", OfGiftAsync).ExcludeFromDescription();
        routes.MapPost("/gift/wallet", AddToWalletAsync).ExcludeFromDescription();
        routes.MapPost("/gift/opened", OpenedAsync).ExcludeFromDescription();
        routes.MapGet("/orders/{order}/cards/{card}/certificate.pdf", OfOwnOrderAsync).ExcludeFromDescription();
        routes.MapPost("/orders/{order}/cards/{card}/certificate.pdf", OfOrderAsync).DisableAntiforgery()
            .ExcludeFromDescription();
    }

    private static async Task<Results<FileContentHttpResult, Missing>> OfGiftAsync(
        string token, GiftQueries gifts, CancellationToken cancellationToken) =>
        File(await gifts.CertificateAsync(token, cancellationToken));

    private static Task<Results<FileContentHttpResult, Missing>> OfOwnOrderAsync(
        string order, string card, HttpContext context, GiftQueries gifts, CancellationToken cancellationToken) =>
        RenderAsync(GiftVisitor.Of(context), order, card, gifts, cancellationToken);

    private static async Task<Results<FileContentHttpResult, Missing>> OfOrderAsync(
        string order,
        string card,
        [FromForm] string? token,
        HttpContext context,
        GiftQueries gifts,
        OrderQueries orders,
        CancellationToken cancellationToken)
    {
        var holder = token is { Length: > 0 } && await orders.FindByTokenAsync(token, cancellationToken) is { } opened
            ? new Actor.OrderHolder(opened)
            : GiftVisitor.Of(context);
        return await RenderAsync(holder, order, card, gifts, cancellationToken);
    }

    private static async Task<Results<FileContentHttpResult, Missing>> RenderAsync(
        Actor actor, string order, string card, GiftQueries gifts, CancellationToken cancellationToken) =>
        PublicId.TryParse<OrderId>(order, out var orderId) && PublicId.TryParse<CardId>(card, out var cardId)
            ? File(await gifts.CertificateAsync(actor, orderId, cardId, cancellationToken))
            : TypedResults.NotFound();

    private static async Task<Results<RedirectHttpResult, Missing>> AddToWalletAsync(
        [FromForm] string token, HttpContext context, AddGiftToWalletHandler add, CancellationToken cancellationToken)
    {
        var added = await add.HandleAsync(GiftVisitor.Of(context), new AddGiftToWallet(token), cancellationToken);
        return added switch
        {
            { IsOk: true } => TypedResults.LocalRedirect($"/wallet/{added.Value}"),
            { Error: Unknown } => TypedResults.NotFound(),
            _ => TypedResults.LocalRedirect($"/gift/{Uri.EscapeDataString(token)}"),
        };
    }

    private static async Task<NoContent> OpenedAsync(
        [FromForm] string token, HttpContext context, NoteGiftOpenedHandler note, CancellationToken cancellationToken)
    {
        await note.HandleAsync(GiftVisitor.Of(context), new NoteGiftOpened(token), cancellationToken);
        return TypedResults.NoContent();
    }

    private static Results<FileContentHttpResult, Missing> File(Result<Certificate> made) => made.IsOk
        ? TypedResults.File(made.Value.Pdf, "application/pdf", "gift-card.pdf")
        : TypedResults.NotFound();
}
