using System.Text.Encodings.Web;
using System.Text.Json;
using GiftCards.Core.Common;
using GiftCards.Core.Privacy;
using GiftCards.Web.Components.Shared;
using GiftCards.Web.Hosting;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.Mvc;

namespace GiftCards.Web.Components.Account;

/// <summary>Gives people what is known of them as a file that programs read too.</summary>
internal static class OwnDataDownload
{
    public const string Route = "/account/privacy/data";
    private const string Page = "/account/privacy";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,

        // It is read by people, in whatever script they write; it is a file and never becomes part of a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void MapOwnData(this IEndpointRouteBuilder routes) =>
        routes.MapPost(Route, TakeAsync).RequireAuthorization(SignInPolicies.Buyer).ExcludeFromDescription();

    /// <summary>Why the file was not given, as the page's address tells it; null for nothing of the kind.</summary>
    public static DomainError? Refusal(string? code) =>
        code == "rate_limited" ? new RateLimited(TimeSpan.FromDays(1)) : null;

    // The form makes the framework ask for its antiforgery token.
    private static async Task<IResult> TakeAsync(
        HttpContext context,
        [FromForm] IFormCollection form,
        TakeOwnDataHandler take,
        CancellationToken cancellationToken)
    {
        var actor = await RequestActor.Of(context).BuyerAsync(cancellationToken);
        var taken = actor.IsOk ? await take.HandleAsync(actor.Value, cancellationToken) : actor.Error;
        if (!taken.IsOk)
        {
            return Results.LocalRedirect(taken.Error is SignInAgain
                ? SessionCookie.AgainFor(Page)
                : QueryText.Of(Page, ("refused", taken.Error.Code)));
        }

        context.Response.Headers.CacheControl = "no-store";
        return Results.File(
            JsonSerializer.SerializeToUtf8Bytes(taken.Value, Json),
            "application/json",
            $"giftcards-data-{taken.Value.TakenAt.UtcDateTime:yyyy-MM-dd}.json");
    }
}
