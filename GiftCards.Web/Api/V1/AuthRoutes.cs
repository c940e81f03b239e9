using System.ComponentModel;
using GiftCards.Core.Access;
using GiftCards.Core.Common;

namespace GiftCards.Web.Api.V1;

/// <summary>Accounts and sessions of people.</summary>
internal static class AuthRoutes
{
    private const string Tag = "Sign-in";

    public static void MapAuth(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/auth/register", RegisterAsync)
            .ForSigningIn()
            .WithTags(Tag)
            .Describe(
                "register",
                "Register",
                "Makes an account and mails a link that confirms the address. The answer is the same whether the address is known or not.")
            .Example(ApiExamples.Register, ApiExamples.Registered)
            .Produces<RegisteredBody>(StatusCodes.Status202Accepted);

        routes.MapPost("/auth/login", LoginAsync)
            .ForSigningIn()
            .Refusing("unauthenticated", "mfa_required")
            .WithTags(Tag)
            .Describe("login", "Sign in", "An access token for an hour, and a refresh token that is good once.")
            .Example(ApiExamples.Login, ApiExamples.Grant)
            .Produces<GrantBody>();

        routes.MapPost("/auth/refresh", RefreshAsync)
            .ForSigningIn()
            .Refusing("unauthenticated")
            .WithTags(Tag)
            .Describe(
                "refresh",
                "Renew the session",
                "Exchanges the refresh token for a new pair. A refresh token that comes a second time ends the session.")
            .Example(ApiExamples.Refresh, ApiExamples.Grant)
            .Produces<GrantBody>();

        routes.MapPost("/auth/logout", LogoutAsync)
            .ForSigningIn()
            .WithTags(Tag)
            .Describe("logout", "Sign out", "Ends the session at once, its access token included.")
            .Example(ApiExamples.Refresh, null)
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> RegisterAsync(
        RequestBody<RegisterBody> body,
        Caller caller,
        RegisterUserHandler register,
        CancellationToken cancellationToken)
    {
        var command = new RegisterUser
        {
            Email = body.Value.Email,
            Password = body.Value.Password,
            DisplayName = body.Value.DisplayName,
            Kind = body.Value.Kind ?? SignUpKind.Buyer,
        };
        var registered = await register.HandleAsync(caller.Actor, command, cancellationToken);
        return Answers.Of(registered, _ => new RegisteredBody("confirmation_sent"), StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> LoginAsync(
        RequestBody<LoginBody> body,
        Caller caller,
        HttpContext http,
        SessionTokens sessions,
        CancellationToken cancellationToken)
    {
        var command = new LoginCommand(
            body.Value.Email,
            body.Value.Password,
            body.Value.Totp,
            body.Value.RecoveryCode,
            caller.Address,
            http.Request.Headers.UserAgent);
        return Answers.Of(await sessions.OpenAsync(command, cancellationToken), GrantBody.Of);
    }

    private static async Task<IResult> RefreshAsync(
        RequestBody<RefreshBody> body, SessionTokens sessions, CancellationToken cancellationToken) =>
        Answers.Of(await sessions.RefreshAsync(body.Value.RefreshToken, cancellationToken), GrantBody.Of);

    private static async Task<IResult> LogoutAsync(
        RequestBody<RefreshBody> body, SessionTokens sessions, CancellationToken cancellationToken)
    {
        var ended = await sessions.EndAsync(body.Value.RefreshToken, cancellationToken);
        return ended.IsOk ? Results.NoContent() : Answers.Refuse(ended.Error);
    }
}

/// <summary>Somebody who signs up.</summary>
internal sealed record RegisterBody
{
    public required string Email { get; init; }

    [Description("12 to 128 characters.")]
    public required string Password { get; init; }

    public required string DisplayName { get; init; }

    [Description("buyer unless said.")]
    public SignUpKind? Kind { get; init; }
}

/// <summary>What becomes of a sign-up.</summary>
internal sealed record RegisteredBody(string Status);

/// <summary>Somebody who signs in.</summary>
internal sealed record LoginBody
{
    public required string Email { get; init; }

    public required string Password { get; init; }

    [Description("Six digits of the second factor, where there is one.")]
    public string? Totp { get; init; }

    [Description("A recovery code, instead of the digits.")]
    public string? RecoveryCode { get; init; }
}

/// <summary>The refresh token of the session meant.</summary>
internal sealed record RefreshBody(string RefreshToken);

/// <summary>The tokens of a session.</summary>
internal sealed record GrantBody(
    string AccessToken,
    string RefreshToken,
    [property: Description("Seconds until the access token ends.")] int ExpiresIn,
    string TokenType)
{
    public static GrantBody Of(SessionGrant grant) =>
        new(grant.AccessToken, grant.RefreshToken, (int)grant.ExpiresIn.TotalSeconds, "Bearer");
}
