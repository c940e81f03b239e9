using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Merchants;
using GiftCards.Core.Onboarding;
using GiftCards.Web.Components.Shared;
using GiftCards.Web.Hosting;
using GiftCards.Web.Resources;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Localization;

namespace GiftCards.Web.Components.Merchant.Start;

/// <summary>
/// What the forms of setting up ask while they are filled in. Without it they work as well, and say it after the post.
/// </summary>
internal static class StartEndpoints
{
    // The mail shows itself inside the page it is chosen on, and does nothing else.
    private const string Sandbox =
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    public static void MapStart(this IEndpointRouteBuilder routes)
    {
        var start = routes.MapGroup("/merchant/start").RequireAuthorization(SignInPolicies.Buyer).ExcludeFromDescription();
        start.MapGet("/short-name", ShortNameAsync);
        start.MapGet("/place", Place);
        start.MapGet("/palette", Palette);
        start.MapGet("/mail", MailAsync);
    }

    private static async Task<JsonHttpResult<ShortNameReply>> ShortNameAsync(
        string? slug,
        string? name,
        HttpContext context,
        ActorOfForm actors,
        ShortNameQuery names,
        ErrorText errors,
        IStringLocalizer<StartText> text,
        CancellationToken cancellationToken)
    {
        var actor = await actors.FindAsync(context, cancellationToken);
        var answer = await names.AskAsync(actor, slug, name, cancellationToken);
        return TypedResults.Json(new ShortNameReply(
            answer.Slug,
            answer.Error is null,
            answer.Error is null ? text["Slug.Free"] : errors.Of(answer.Error),
            answer.Free));
    }

    private static JsonHttpResult<PlaceReply> Place(string? country, string? city) => TypedResults.Json(
        Countries.IsKnown(country)
            ? new PlaceReply(
                [.. Countries.ZonesOf(country).Select(zone => new ZoneReply(zone, ZoneName.Of(zone)))],
                Countries.ZoneFor(country!, city),
                Countries.CurrencyFor(country!).Code)
            : new PlaceReply([], "", ""));

    private static JsonHttpResult<PaletteReply> Palette(string? color, IStringLocalizer<StartText> text)
    {
        var chosen = BrandColor.FromHex(color).ToHex();
        return TypedResults.Json(new PaletteReply(BrandPalette.Of(chosen).Style, BrandNote.Of(chosen, text)));
    }

    private static async Task<Results<ContentHttpResult, ForbidHttpResult>> MailAsync(
        string? color,
        string? look,
        HttpContext context,
        OnboardingQueries onboardings,
        MailOptions options,
        CancellationToken cancellationToken)
    {
        var current = RequestActor.Of(context);
        current.ActingFor = ChosenMerchant.Of(context);
        var actor = await current.StaffAsync(cancellationToken);
        var found = actor.IsOk ? await onboardings.GetAsync(actor.Value, cancellationToken) : actor.Error;
        if (!found.IsOk)
        {
            return TypedResults.Forbid();
        }

        var brand = MailBrand.Of(found.Value.Merchant) with
        {
            Color = BrandColor.FromHex(color),
            Look = EnumText.TryParse<MailLook>(look, out var one) ? one : MailLook.Band,
        };
        context.Response.Headers.ContentSecurityPolicy = Sandbox;
        return TypedResults.Content(
            SampleMail.Of(brand, found.Value, Languages.Current, options).Html, "text/html; charset=utf-8");
    }

    private sealed record ShortNameReply(string Slug, bool IsFree, string Text, string? Suggestion);

    private sealed record ZoneReply(string Value, string Label);

    private sealed record PlaceReply(IReadOnlyList<ZoneReply> Zones, string Zone, string Currency);

    private sealed record PaletteReply(string Style, string Note);
}
