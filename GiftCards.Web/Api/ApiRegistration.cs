using GiftCards.Web.Api.Reference;
using GiftCards.Web.Api.V1;
using Microsoft.AspNetCore.Http.Json;

namespace GiftCards.Web.Api;

/// <summary>Registers the public HTTP API and maps its routes.</summary>
internal static class ApiRegistration
{
    public const string Document = "v1";
    public const string BasePath = "/api/v1";

    public static void AddGiftCardsApi(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.Configure<JsonOptions>(options => ApiJson.Apply(options.SerializerOptions));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
        services.AddOpenApi(Document, ApiDocument.Configure);
        services.AddSingleton<ApiReference>();
        services.AddSingleton<RequestBuckets>();
        services.AddScoped<CallerFinder>();
        services.AddSingleton<OrderLinks>();
    }

    /// <summary>Call after the pages' pipeline: what is put in here handles requests under <c>/api</c> alone.</summary>
    public static void MapGiftCardsApi(this WebApplication app)
    {
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments("/api"), api => api.UseMiddleware<ApiMiddleware>());
        var routes = app.MapGroup(BasePath).AddEndpointFilter(RefuseBodyAsync).DisableAntiforgery();
        app.MapOpenApi();
        routes.MapGiftCards();
        routes.MapCardActions();
        routes.MapHolds();
        routes.MapCardChanges();
        routes.MapResending();
        routes.MapRefunds();
        routes.MapAnalytics();
        routes.MapTransfers();
        routes.MapApprovals();
        routes.MapMerchants();
        routes.MapOrders();
        routes.MapSettings();
        routes.MapMe();
        routes.MapAuth();
    }

    /// <summary>Answers for a body that could not be read, before the route runs.</summary>
    private static ValueTask<object?> RefuseBodyAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.Arguments.OfType<IRequestBody>().FirstOrDefault(body => body.Errors.Count > 0) is { } unreadable
            ? ValueTask.FromResult<object?>(new ProblemResult(unreadable.Errors))
            : next(context);
}
