using GiftCards.Core.Common;

namespace GiftCards.Web.Api;

/// <summary>Whom a route serves.</summary>
internal enum Audience
{
    /// <summary>Anybody, with or without a token.</summary>
    Anyone,

    /// <summary>A signed-in person, by access token.</summary>
    User,

    /// <summary>A merchant's key with the scope, or its staff in a role that has it.</summary>
    Merchant,

    /// <summary>
    /// Whoever placed the order, by its token or their own; or a merchant's key or staff with the scope.
    /// </summary>
    Buyer,
}

/// <summary>
/// What a route asks of its caller before it runs. The use case behind it checks again and is the authority; this
/// makes the answer the same whatever else the request has wrong.
/// </summary>
/// <param name="Audience">Whom it serves.</param>
/// <param name="AnyOf">Permissions of which a key or staff member needs one; none for routes that need none.</param>
internal sealed record RouteAccess(Audience Audience, Permissions AnyOf)
{
    /// <summary>False for signing in and what belongs to it: a token that has run out must not be in the way.</summary>
    public bool ReadsToken { get; init; } = true;

    /// <summary>Null when the actor may go on; else why not.</summary>
    public DomainError? Refuse(Actor actor) => (Audience, actor) switch
    {
        (Audience.Anyone, _) => null,
        (_, Actor.Anonymous) => new Unauthenticated(),
        (Audience.User, _) => actor.Person is null ? new Forbidden() : null,
        (Audience.Buyer, not Actor.ApiKeyHolder) => null,
        (Audience.Buyer, _) when AnyOf == Permissions.None => null,
        (Audience.Merchant or Audience.Buyer, { Scope: { } merchant }) =>
            (actor.At(merchant) & AnyOf) == Permissions.None ? new Forbidden() : null,
        _ => new Forbidden(),
    };

    /// <summary>The scopes as the reference names them.</summary>
    public IReadOnlyList<string> Scopes =>
        [.. PermissionTable.Scopes.Where(scope => (AnyOf & scope.Value) != Permissions.None).Select(
            scope => scope.Key)];
}

/// <summary>Marks a route that needs an <c>Idempotency-Key</c>.</summary>
internal sealed record NeedsIdempotencyKey;

/// <summary>The problem codes a route answers with, beside those that every route has.</summary>
internal sealed record RouteProblems(IReadOnlyList<string> Codes);

/// <summary>A query parameter of a route; any other is refused.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Meaning">What it does, for the reference.</param>
/// <param name="Type"><c>string</c> or <c>integer</c>.</param>
/// <param name="Choices">The values it may have, where they are few.</param>
internal sealed record QueryParameter(string Name, string Meaning, string Type, IReadOnlyList<string> Choices);

/// <summary>An example of a request body or a successful answer, as JSON.</summary>
internal sealed record RouteExample(string? Request, string? Answer);

/// <summary>How routes say what they ask for and what they answer.</summary>
internal static class RouteRules
{
    public static RouteHandlerBuilder ForAnyone(this RouteHandlerBuilder route) =>
        route.For(Audience.Anyone, Permissions.None);

    public static RouteHandlerBuilder ForSigningIn(this RouteHandlerBuilder route) =>
        route.WithMetadata(new RouteAccess(Audience.Anyone, Permissions.None) { ReadsToken = false });

    public static RouteHandlerBuilder ForUser(this RouteHandlerBuilder route) =>
        route.For(Audience.User, Permissions.None);

    public static RouteHandlerBuilder ForMerchant(this RouteHandlerBuilder route, Permissions anyOf) =>
        route.For(Audience.Merchant, anyOf);

    public static RouteHandlerBuilder ForBuyer(this RouteHandlerBuilder route, Permissions anyOf = Permissions.None) =>
        route.For(Audience.Buyer, anyOf);

    public static RouteHandlerBuilder Idempotent(this RouteHandlerBuilder route) =>
        route.WithMetadata(new NeedsIdempotencyKey())
            .Refusing("idempotency_key_required", "idempotency_key_reused", "idempotency_in_progress");

    public static RouteHandlerBuilder Refusing(this RouteHandlerBuilder route, params string[] codes) =>
        route.WithMetadata(new RouteProblems(codes));

    public static RouteHandlerBuilder Describe(
        this RouteHandlerBuilder route, string name, string summary, string description) =>
        route.WithName(name).WithSummary(summary).WithDescription(description);

    public static RouteHandlerBuilder Example(this RouteHandlerBuilder route, string? request, string? answer) =>
        route.WithMetadata(new RouteExample(request, answer));

    public static RouteHandlerBuilder Query(
        this RouteHandlerBuilder route, string name, string meaning, string type = "string", params string[] choices) =>
        route.WithMetadata(new QueryParameter(name, meaning, type, choices));

    /// <summary>The two parameters of every list.</summary>
    public static RouteHandlerBuilder Paged(this RouteHandlerBuilder route) => route
        .Query(
            "limit", $"How many rows, 1 to {PageRequest.MaxLimit}; {PageRequest.DefaultLimit} unless said.", "integer")
        .Query("cursor", "nextCursor of the page before.")
        .Refusing("invalid_cursor");

    private static RouteHandlerBuilder For(this RouteHandlerBuilder route, Audience audience, Permissions anyOf) =>
        route.WithMetadata(new RouteAccess(audience, anyOf));
}
