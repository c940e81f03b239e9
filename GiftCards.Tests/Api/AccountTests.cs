using System.Net;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Api;

/// <summary>Signing up and in, the profile, the wallet.</summary>
public sealed class AccountTests(GiftCardsApp app) : IClassFixture<GiftCardsApp>
{
    [Fact]
    public async Task Signing_up_answers_the_same_for_known_and_unknown_addresses()
    {
        await app.AddUserAsync("known@example.test");
        var client = app.AnonymousClient();

        var known = await client.PostJsonAsync("/auth/register", Registration("known@example.test"));
        var unknown = await client.PostJsonAsync("/auth/register", Registration("new@example.test"));

        Assert.Equal(HttpStatusCode.Accepted, known.Status);
        Assert.Equal("""{"status":"confirmation_sent"}""", known.Body!.ToJsonString());
        Assert.Equal((known.Status, known.Body.ToJsonString()), (unknown.Status, unknown.Body!.ToJsonString()));
        Assert.Equal(HttpStatusCode.OK, (await LoginAsync("new@example.test", GiftCardsApp.Password)).Status);
    }

    [Theory]
    [InlineData("""{"email":"x","password":"Correct-horse-battery-1","displayName":"X"}""", "email")]
    [InlineData("""{"email":"x@example.test","password":"short","displayName":"X"}""", "password")]
    [InlineData("""{"email":"x@example.test","password":"Correct-horse-battery-1","displayName":""}""", "displayName")]
    [InlineData("""{"email":"x@example.test","password":"Correct-horse-battery-1","displayName":"X","kind":"admin"}""", "kind")]
    public async Task A_sign_up_that_is_not_right_is_400(string body, string field)
    {
        var answer = await app.AnonymousClient().PostJsonAsync("/auth/register", body);

        answer.AssertRefused(HttpStatusCode.BadRequest, "invalid_request");
        Assert.Equal([field], answer.Body!["errors"]!.AsObject().Select(error => error.Key));
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_are_one_answer()
    {
        await app.AddUserAsync("pat@example.test");

        var wrong = await LoginAsync("pat@example.test", "not the password");
        var unknown = await LoginAsync("nobody@example.test", "not the password");

        wrong.AssertRefused(HttpStatusCode.Unauthorized, "unauthenticated");
        Assert.Equal(wrong.WithoutIds(), unknown.WithoutIds());
    }

    [Fact]
    public async Task A_session_is_renewed_once_with_each_token_and_ended_by_reuse()
    {
        await app.AddUserAsync("renew@example.test");
        var first = await LoginAsync("renew@example.test", GiftCardsApp.Password);
        Assert.Equal(("Bearer", 3_600), (first.Text("tokenType"), first.Body!["expiresIn"]!.GetValue<int>()));

        var second = await app.AnonymousClient().PostJsonAsync("/auth/refresh", Refresh(first));
        Assert.Equal(HttpStatusCode.OK, (await app.ClientOf(second.Text("accessToken")!).GetJsonAsync("/me")).Status);
        (await app.AnonymousClient().PostJsonAsync("/auth/refresh", Refresh(first)))
            .AssertRefused(HttpStatusCode.Unauthorized, "unauthenticated");
        (await app.ClientOf(second.Text("accessToken")!).GetJsonAsync("/me")).AssertRefused(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Fact]
    public async Task Signing_out_ends_the_access_token_at_once()
    {
        await app.AddUserAsync("out@example.test");
        var grant = await LoginAsync("out@example.test", GiftCardsApp.Password);
        var client = app.ClientOf(grant.Text("accessToken")!);

        Assert.Equal(HttpStatusCode.NoContent, (await client.PostJsonAsync("/auth/logout", Refresh(grant))).Status);
        (await client.GetJsonAsync("/me")).AssertRefused(HttpStatusCode.Unauthorized, "unauthenticated");
        Assert.Equal(HttpStatusCode.NoContent, (await client.PostJsonAsync("/auth/logout", Refresh(grant))).Status);
    }

    [Fact]
    public async Task A_person_changes_what_they_send_and_nothing_else()
    {
        await app.AddUserAsync("me@example.test");
        var client = app.ClientOf(await app.SignInAsync("me@example.test"));
        await PatchAsync("""{"phone":"+971 4 123 4567","birthday":"1990-05-17","language":"fr"}""");

        var changed = await PatchAsync("""{"displayName":"Pat","phone":null}""");

        Assert.Equal(("Pat", null, "1990-05-17", "fr"), (
            changed.Text("displayName"), changed.Body!["phone"]?.GetValue<string>(), changed.Text("birthday"), changed.Text("language")));
        Assert.Equal(changed.Body!.ToJsonString(), (await client.GetJsonAsync("/me")).Body!.ToJsonString());
        (await PatchAsync("""{"email":"other@example.test"}""")).AssertRefused(HttpStatusCode.BadRequest, "invalid_request");
        (await PatchAsync("""{"birthday":"17.5.1990"}""")).AssertRefused(HttpStatusCode.BadRequest, "invalid_request");
        (await PatchAsync("""{"language":"tlh"}""")).AssertRefused(HttpStatusCode.BadRequest, "invalid_request");

        Task<ApiAnswer> PatchAsync(string body) => client.SendAsync(HttpMethod.Patch, "/me", body, []);
    }

    [Fact]
    public async Task The_wallet_holds_cards_of_every_merchant_and_shows_the_code_of_one()
    {
        await app.AddUserAsync("holder@example.test");
        var first = await app.IssueCardAsync(await app.AddMerchantAsync(), 1_000, recipientEmail: "holder@example.test");
        var second = await app.IssueCardAsync(await app.AddMerchantAsync("JPY"), 5_000, recipientEmail: "holder@example.test");
        var client = app.ClientOf(await app.SignInAsync("holder@example.test"));

        var wallet = await client.GetJsonAsync("/me/gift-cards");
        Assert.Equal(
            [second.GiftCard.Id.ToString(), first.GiftCard.Id.ToString()],
            wallet.Body!["data"]!.AsArray().Select(card => card!["id"]!.GetValue<string>()));
        Assert.DoesNotContain(first.Code!, wallet.Body.ToJsonString(), StringComparison.Ordinal);
        var card = await client.GetJsonAsync($"/me/gift-cards/{first.GiftCard.Id}");
        Assert.Equal(first.Code, card.Text("code"));
        Assert.StartsWith("gcq_", card.Text("qr"), StringComparison.Ordinal);
    }

    private static string Registration(string email) =>
        $$"""{"email":"{{email}}","password":"{{GiftCardsApp.Password}}","displayName":"New Person"}""";

    private static string Refresh(ApiAnswer grant) => $$"""{"refreshToken":"{{grant.Text("refreshToken")}}"}""";

    private Task<ApiAnswer> LoginAsync(string email, string password) =>
        app.AnonymousClient().PostJsonAsync("/auth/login", $$"""{"email":"{{email}}","password":"{{password}}"}""");
}
