using System.Text.Encodings.Web;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Merchants;
using GiftCards.Web.Components.Shared;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GiftCards.Web.Components.Merchant.Mails;

/// <summary>Where a mail can be looked at before its words are kept.</summary>
internal static class PreviewPath
{
    public const string Route = "/merchant/settings/mails/preview";

    public static string Of(WordedMail mail, string language, OwnWords? words = null)
    {
        var path = $"{Route}?mail={((Enum)mail).ToText()}&language={language}";
        return words is null
            ? path
            : $"{path}&subject={Uri.EscapeDataString(words.Subject)}&heading={Uri.EscapeDataString(words.Heading)}"
                + $"&intro={Uri.EscapeDataString(words.Intro)}";
    }
}

/// <summary>
/// Shows the mail as it would leave, with made-up people. It stands inside its page, under a policy that lets it do
/// nothing.
/// </summary>
internal static class MailPreview
{
    private const string Sandbox =
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    public static void MapMailPreview(this IEndpointRouteBuilder routes) =>
        routes.MapGet(PreviewPath.Route, ShowAsync).RequireAuthorization(SignInPolicies.Staff).ExcludeFromDescription();

    private static async Task<Results<ContentHttpResult, ForbidHttpResult>> ShowAsync(
        string? mail,
        string? language,
        string? subject,
        string? heading,
        string? intro,
        HttpContext context,
        OwnMerchantQuery merchants,
        MailOptions options,
        ErrorText errors,
        CancellationToken cancellationToken)
    {
        var current = RequestActor.Of(context);
        current.ActingFor = ChosenMerchant.Of(context);
        var actor = await current.StaffAsync(cancellationToken);
        var found = actor.IsOk ? await merchants.HandleAsync(actor.Value, cancellationToken) : actor.Error;
        if (!found.IsOk || actor.Value.Refuse(Permissions.SettingsRead, found.Value.Id) is not null)
        {
            return TypedResults.Forbid();
        }

        var which = EnumText.TryParse<WordedMail>(mail, out var one) ? one : WordedMail.Gift;
        var spoken = SpokenLanguages.All.FirstOrDefault(tag => tag == language) ?? SpokenLanguages.Default;
        var words = new OwnWords(subject ?? "", heading ?? "", intro ?? "");
        context.Response.Headers.ContentSecurityPolicy = Sandbox;
        if (words.Refuse(which) is { } refused)
        {
            var said = HtmlEncoder.Default.Encode(errors.Of(refused));
            return TypedResults.Content(
                $"<p dir=\"auto\" style=\"margin:1.5rem;font:1rem/1.5 sans-serif\">{said}</p>", "text/html; charset=utf-8");
        }

        var sample = WordedSample.Of(found.Value.Merchant, found.Value.Settings, which, spoken, words, options);
        return TypedResults.Content(sample.Html, "text/html; charset=utf-8");
    }
}
