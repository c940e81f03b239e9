using GiftCards.Web.Security;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.Extensions;

namespace GiftCards.Web.Hosting;

/// <summary>
/// Forms that have left their page by the time they arrive, because what they are about was dealt with meanwhile.
/// Whoever sent one comes back to the page as it is now and is told so, instead of reading of an error. Nothing was
/// done.
/// </summary>
internal static class GoneForms
{
    private const string FormName = "_handler";
    private const string Cookie = "meanwhile";
    private static readonly TimeSpan Told = TimeSpan.FromMinutes(1);

    /// <summary>What the address of a page says of an earlier press; it would speak of this one.</summary>
    private static readonly string[] Notices = ["done", "launched", "saved"];

    /// <summary>Comes after the check of a form's token: what that refuses stays refused.</summary>
    public static void UseGoneForms(this IApplicationBuilder app) => app.Use(AnswerAsync);

    /// <summary>Whether this page is to tell of it; it is told once.</summary>
    public static bool TakeNotice(HttpContext context)
    {
        if (context.Response.HasStarted || SiteCookie.Read(context, Cookie) != context.Request.Path.Value)
        {
            return false;
        }

        SiteCookie.Write(context, Cookie, null);
        return true;
    }

    private static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsPost(context.Request.Method)
            || context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is null)
        {
            await next(context);
            return;
        }

        var isNamed = await IsNamedFormAsync(context);

        // In development the page writes why, and so begins the answer before it comes back here.
        context.Response.OnStarting(() =>
        {
            BringBack(context, isNamed);
            return Task.CompletedTask;
        });
        await next(context);
        if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status400BadRequest })
        {
            BringBack(context, isNamed);

            // What has a type is taken for an answer; without one the page that says it in words is shown.
            context.Response.ContentType = null;
        }
    }

    // Nothing of a form may be looked at, not even whether it is one, before its token is known to be good.
    private static async Task<bool> IsNamedFormAsync(HttpContext context) =>
        context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: true }
        && context.Request.HasFormContentType
        && (await context.Request.ReadFormAsync(context.RequestAborted))[FormName] is [{ Length: > 0 }];

    // A page refuses such a form for one reason alone: none of its forms has that name now.
    private static void BringBack(HttpContext context, bool isNamed)
    {
        var (request, response) = (context.Request, context.Response);
        if (!isNamed || response.StatusCode != StatusCodes.Status400BadRequest)
        {
            return;
        }

        var query = QueryString.Create(
            request.Query.Where(pair => !Notices.Contains(pair.Key, StringComparer.OrdinalIgnoreCase)));
        response.StatusCode = StatusCodes.Status303SeeOther;
        response.Headers.Location =
            LocalPath.OrHome(UriHelper.BuildRelative(request.PathBase, request.Path, query));
        SiteCookie.Write(context, Cookie, request.Path.Value, Told);
    }
}
