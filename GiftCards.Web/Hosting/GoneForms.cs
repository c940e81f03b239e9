using GiftCards.Web.Security;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.Extensions;

namespace GiftCards.Web.Hosting;

/// <summary>
/// Forms that have left their page by the time they arrive, because what they are about was dealt with meanwhile. Whoever
/// sent one comes back to the page as it is now and is told so, instead of reading of an error. Nothing was done.
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
        if (!await IsNamedFormAsync(context))
        {
            await next(context);
            return;
        }

        // In development the page writes why, and so begins the answer before it comes back here.
        context.Response.OnStarting(() =>
        {
            BringBack(context);
            return Task.CompletedTask;
        });
        await next(context);
        if (!context.Response.HasStarted)
        {
            BringBack(context);
        }
    }

    /// <summary>A form of a page, sent by the page itself, that says which of the page's forms it is.</summary>
    private static async Task<bool> IsNamedFormAsync(HttpContext context) =>
        HttpMethods.IsPost(context.Request.Method)
        && context.Request.HasFormContentType
        && context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null
        && context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: true }
        && (await context.Request.ReadFormAsync(context.RequestAborted))[FormName] is [{ Length: > 0 }];

    // A page refuses such a form for one reason alone: none of its forms has that name now.
    private static void BringBack(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (response.StatusCode != StatusCodes.Status400BadRequest)
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
