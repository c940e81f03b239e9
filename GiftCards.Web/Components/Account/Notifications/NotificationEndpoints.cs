using System.Globalization;
using GiftCards.Core.Common;
using GiftCards.Core.Notifications;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace GiftCards.Web.Components.Account.Notifications;

/// <summary>
/// How many notifications are unread, for open pages that ask again and again; opening one; and stopping mails by the
/// link that stands in them, as mail programs do it: by a POST that carries nothing but the link.
/// </summary>
internal static class NotificationEndpoints
{
    public const string Page = "/notifications";
    public const string Count = "/notifications/count";
    public const string Open = "/notifications/open";

    public static void MapNotifications(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Count, CountAsync).WithMetadata(new SessionWatch()).RequireAuthorization()
            .ExcludeFromDescription();
        routes.MapPost(Open, OpenAsync).RequireAuthorization().ExcludeFromDescription();
        routes.MapGet("/mail/stop/{token}", (string token, HttpRequest request) =>
                TypedResults.LocalRedirect($"/mail/choices/{Uri.EscapeDataString(token)}{request.QueryString}"))
            .ExcludeFromDescription();
        routes.MapPost("/mail/stop/{token}", StopAsync).DisableAntiforgery().ExcludeFromDescription();
    }

    /// <summary>The number as it is shown; more than can be counted is told as such.</summary>
    public static string Shown(int unread) => unread >= NotificationQueries.MostCounted
        ? $"{(NotificationQueries.MostCounted - 1).ToString(CultureInfo.CurrentCulture)}+"
        : unread.ToString(CultureInfo.CurrentCulture);

    private static async Task<ContentHttpResult> CountAsync(
        HttpContext context, NotificationQueries notifications, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        var person = await RequestActor.Of(context).WatcherAsync(cancellationToken);
        var found = person.IsOk ? await notifications.CountAsync(person.Value, cancellationToken) : person.Error;
        return TypedResults.Text(found.IsOk && found.Value > 0 ? Shown(found.Value) : "");
    }

    private static async Task<RedirectHttpResult> OpenAsync(
        HttpContext context, ReadNotificationsHandler read, [FromForm] string? id, CancellationToken cancellationToken)
    {
        var person = await RequestActor.Of(context).BuyerAsync(cancellationToken);
        if (!person.IsOk || !Guid.TryParse(id, out var one))
        {
            return TypedResults.LocalRedirect(Page);
        }

        var opened = await read.HandleAsync(person.Value, new ReadNotifications(one), cancellationToken);
        return TypedResults.LocalRedirect(opened.IsOk ? LocalPath.OrNull(opened.Value) ?? Page : Page);
    }

    private static async Task<StatusCodeHttpResult> StopAsync(
        string token, HttpContext context, StopMailHandler stop, CancellationToken cancellationToken)
    {
        var reader = new Actor.Anonymous(VisitorAddress.Of(context));
        var stopped = await stop.HandleAsync(reader, new StopMail(token), cancellationToken);
        return TypedResults.StatusCode(stopped.IsOk ? StatusCodes.Status200OK : StatusCodes.Status404NotFound);
    }
}
