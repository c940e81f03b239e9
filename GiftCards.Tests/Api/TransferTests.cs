using System.Net;
using GiftCards.Core.Cards;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Api;

/// <summary>Cards are passed on through the API.</summary>
public sealed class TransferTests
{
    private const string Ann = "ann@example.test";
    private const string Bob = "bob@example.test";

    [Theory, EveryProvider]
    public async Task A_card_goes_by_claim_code_once_and_only_the_new_code_pays(DatabaseProvider provider)
    {
        await using var app = await GiftCardsApp.StartAsync(provider);
        var (merchant, card, ann, bob) = await PrepareAsync(app);
        var till = await app.ClientOfAsync(merchant);
        var path = $"/gift-cards/{card.GiftCard.Id}/transfer";

        var begun = await ann.PostOnceAsync(path, "{}", "begin");
        var again = await ann.PostOnceAsync(path, "{}", "begin");
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (begun.Status, again.Status));
        Assert.Equal(("true", begun.Body!.ToJsonString()), (again.Header("Idempotent-Replayed"), again.Body!.ToJsonString()));
        Assert.StartsWith("trf_", begun.Text("transfer", "id"), StringComparison.Ordinal);
        (await ann.PostOnceAsync(path, """{"toEmail":"carl@example.test"}""", "begin"))
            .AssertRefused(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
        (await till.PostOnceAsync("/gift-cards/redeem", Redeem(card.Code!, 100)))
            .AssertRefused(HttpStatusCode.UnprocessableEntity, "card_in_transfer");

        var claim = $$"""{"claimCode":"{{begun.Text("transfer", "claimCode")!.ToLowerInvariant()}}"}""";
        (await ann.PostOnceAsync("/transfers/claim", claim)).AssertRefused(HttpStatusCode.UnprocessableEntity, "own_transfer");
        var claimed = await bob.PostOnceAsync("/transfers/claim", claim, "claim");
        Assert.Equal((HttpStatusCode.OK, "transfer_in"), (claimed.Status, claimed.Text("transaction", "type")));
        Assert.Equal("true", (await bob.PostOnceAsync("/transfers/claim", claim, "claim")).Header("Idempotent-Replayed"));
        (await bob.PostOnceAsync("/transfers/claim", claim)).AssertRefused(HttpStatusCode.Conflict, "conflict");
        (await ann.PostOnceAsync($"/transfers/{begun.Text("transfer", "id")}/withdraw", "{}"))
            .AssertRefused(HttpStatusCode.Conflict, "conflict");

        (await ann.GetJsonAsync($"/me/gift-cards/{card.GiftCard.Id}")).AssertRefused(HttpStatusCode.NotFound, "not_found");
        var code = (await bob.GetJsonAsync($"/me/gift-cards/{card.GiftCard.Id}")).Text("code")!;
        (await till.PostOnceAsync("/gift-cards/redeem", Redeem(card.Code!, 100))).AssertRefused(HttpStatusCode.NotFound, "card_not_found");
        Assert.Equal(HttpStatusCode.Created, (await till.PostOnceAsync("/gift-cards/redeem", Redeem(code, 10_000))).Status);
        await app.AssertBooksAsync();
    }

    [Fact]
    public async Task An_invitation_by_mail_tells_the_sender_no_claim_code_and_a_part_returns_when_withdrawn()
    {
        await using var app = await GiftCardsApp.StartAsync();
        var (_, card, ann, _) = await PrepareAsync(app);
        var path = $"/gift-cards/{card.GiftCard.Id}/transfer";

        var begun = await ann.PostOnceAsync(path, $$"""{"toEmail":"{{Bob}}","amount":{"amount":4000,"currency":"AED"} }""");
        Assert.Equal(HttpStatusCode.Created, begun.Status);
        Assert.Null(begun.Body!["transfer"]!["claimCode"]);
        Assert.Equal(6_000, (await ann.GetJsonAsync($"/me/gift-cards/{card.GiftCard.Id}")).Body!["available"]!["amount"]!.GetValue<long>());
        var back = await ann.PostOnceAsync($"/transfers/{begun.Text("transfer", "id")}/withdraw", "{}");

        Assert.Equal((HttpStatusCode.OK, "release"), (back.Status, back.Text("transaction", "type")));
        Assert.Equal(10_000, back.Body!["giftCard"]!["available"]!["amount"]!.GetValue<long>());
        (await ann.PostOnceAsync(path, """{"toEmail":"ANN@example.test"}""")).AssertRefused(HttpStatusCode.UnprocessableEntity, "own_transfer");
        (await ann.PostOnceAsync(path, """{"toEmail":"nobody"}""")).AssertRefused(HttpStatusCode.BadRequest, "invalid_request");
        (await ann.PostOnceAsync(path, """{"toPhone":"+971"}""")).AssertRefused(HttpStatusCode.BadRequest, "invalid_request");
        (await ann.PostOnceAsync(path, """{"amount":{"amount":0,"currency":"AED"}}"""))
            .AssertRefused(HttpStatusCode.UnprocessableEntity, "amount_out_of_range");
        (await ann.PostOnceAsync(path, """{"amount":{"amount":10001,"currency":"AED"}}"""))
            .AssertRefused(HttpStatusCode.UnprocessableEntity, "insufficient_balance");
        await app.AssertBooksAsync();
    }

    [Fact]
    public async Task Whoever_guesses_claim_codes_has_to_wait()
    {
        await using var app = await GiftCardsApp.StartAsync(limitScale: 1);
        var (_, card, ann, bob) = await PrepareAsync(app);
        var good = await ann.PostOnceAsync($"/gift-cards/{card.GiftCard.Id}/transfer", "{}");
        (await bob.PostOnceAsync("/transfers/claim", """{"claimCode":"TEST-2222"}"""))
            .AssertRefused(HttpStatusCode.UnprocessableEntity, "code_malformed");

        for (var i = 0; i < 10; i++)
        {
            (await bob.PostOnceAsync("/transfers/claim", $$"""{"claimCode":"{{Core.Transfers.GivingWorld.AnyClaimCode()}}"}"""))
                .AssertRefused(HttpStatusCode.NotFound, "not_found");
        }

        (await bob.PostOnceAsync("/transfers/claim", $$"""{"claimCode":"{{Core.Transfers.GivingWorld.AnyClaimCode()}}"}"""))
            .AssertRefused(HttpStatusCode.TooManyRequests, "rate_limited");
        (await bob.PostOnceAsync("/transfers/claim", $$"""{"claimCode":"{{good.Text("transfer", "claimCode")}}"}"""))
            .AssertRefused(HttpStatusCode.TooManyRequests, "rate_limited");
    }

    private static string Redeem(string code, long minor) =>
        $$"""{"code":"{{code}}","amount":{"amount":{{minor}},"currency":"AED"} }""";

    private static async Task<(Merchant Merchant, IssuedCard Card, HttpClient Ann, HttpClient Bob)> PrepareAsync(GiftCardsApp app)
    {
        var merchant = await app.AddMerchantAsync();
        await app.AddUserAsync(Ann);
        await app.AddUserAsync(Bob);
        var card = await app.IssueCardAsync(merchant, 10_000, recipientEmail: Ann);
        return (merchant, card, app.ClientOf(await app.SignInAsync(Ann)), app.ClientOf(await app.SignInAsync(Bob)));
    }
}
