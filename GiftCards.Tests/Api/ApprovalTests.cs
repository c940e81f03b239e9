using System.Net;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Api;

/// <summary>Corrections that wait for a second person, through the API.</summary>
public sealed class ApprovalTests
{
    [Theory, EveryProvider]
    public async Task A_second_person_finds_what_waits_and_agrees_or_not(DatabaseProvider provider)
    {
        await using var app = await GiftCardsApp.StartAsync(provider);
        var merchant = await app.AddMerchantAsync(configure: settings => settings.AdjustmentLimitMinor = 1_000);
        var card = await app.IssueCardAsync(merchant, 20_000);
        await app.AddUserAsync("asks@example.test", (merchant, StaffRole.Manager));
        await app.AddUserAsync("agrees@example.test", (merchant, StaffRole.Owner));
        var asking = app.ClientOf(await app.SignInAsync("asks@example.test"));
        var agreeing = app.ClientOf(await app.SignInAsync("agrees@example.test"));
        var first = await AskAsync(asking, card.GiftCard.Id, 5_000);
        var second = await AskAsync(asking, card.GiftCard.Id, -5_000);

        var waiting = await agreeing.GetJsonAsync("/approvals");
        Assert.Equal(
            [second, first],
            waiting.Body!["data"]!.AsArray().Select(row => row!["id"]!.GetValue<string>()));
        (await asking.PostOnceAsync($"/approvals/{first}/approve", "{}")).AssertRefused(HttpStatusCode.Forbidden, "forbidden");
        (await agreeing.PostJsonAsync($"/approvals/{first}/approve", "{}"))
            .AssertRefused(HttpStatusCode.BadRequest, "idempotency_key_required");
        (await agreeing.PostOnceAsync($"/approvals/{first}/approve", """{"amount":1}"""))
            .AssertRefused(HttpStatusCode.BadRequest, "invalid_request");
        (await agreeing.PostOnceAsync("/approvals/apr_nonsense/approve", "{}"))
            .AssertRefused(HttpStatusCode.NotFound, "not_found");

        var approved = await agreeing.PostOnceAsync($"/approvals/{first}/approve", "{}", "agree");
        var again = await agreeing.PostOnceAsync($"/approvals/{first}/approve", "{}", "agree");
        Assert.Equal((HttpStatusCode.OK, "adjust", 25_000), (approved.Status, approved.Text("transaction", "type"), approved.Minor("giftCard", "balance")));
        Assert.Equal(("true", approved.Body!.ToJsonString()), (again.Header("Idempotent-Replayed"), again.Body!.ToJsonString()));
        (await agreeing.PostOnceAsync($"/approvals/{first}/approve", "{}")).AssertRefused(HttpStatusCode.Conflict, "conflict");

        var declined = await asking.PostOnceAsync($"/approvals/{second}/decline", "{}", "no");
        var declinedAgain = await asking.PostOnceAsync($"/approvals/{second}/decline", "{}", "no");
        Assert.Equal((HttpStatusCode.OK, "declined"), (declined.Status, declined.Text("approval", "status")));
        Assert.Equal(
            ("true", declined.Body!.ToJsonString()), (declinedAgain.Header("Idempotent-Replayed"), declinedAgain.Body!.ToJsonString()));
        (await agreeing.PostOnceAsync($"/approvals/{second}/decline", "{}")).AssertRefused(HttpStatusCode.Conflict, "conflict");

        Assert.Empty((await agreeing.GetJsonAsync("/approvals")).Body!["data"]!.AsArray());
        Assert.Single((await agreeing.GetJsonAsync("/approvals?status=approved")).Body!["data"]!.AsArray());
        Assert.Single((await agreeing.GetJsonAsync("/approvals?status=declined")).Body!["data"]!.AsArray());
        (await agreeing.GetJsonAsync("/approvals?status=lost")).AssertRefused(HttpStatusCode.BadRequest, "invalid_request");
        Assert.Equal(25_000, await app.BalanceOfAsync(card));
        await app.AssertBooksAsync();
    }

    [Fact]
    public async Task Another_merchants_people_find_nothing()
    {
        await using var app = await GiftCardsApp.StartAsync();
        var merchant = await app.AddMerchantAsync(configure: settings => settings.AdjustmentLimitMinor = 0);
        var card = await app.IssueCardAsync(merchant, 20_000);
        await app.AddUserAsync("stranger@example.test", (await app.AddMerchantAsync(), StaffRole.Owner));
        var stranger = app.ClientOf(await app.SignInAsync("stranger@example.test"));
        var approval = await AskAsync(await app.ClientOfAsync(merchant), card.GiftCard.Id, 5_000);

        Assert.Empty((await stranger.GetJsonAsync("/approvals")).Body!["data"]!.AsArray());
        (await stranger.PostOnceAsync($"/approvals/{approval}/approve", "{}")).AssertRefused(HttpStatusCode.NotFound, "not_found");
        (await stranger.PostOnceAsync($"/approvals/{approval}/decline", "{}")).AssertRefused(HttpStatusCode.NotFound, "not_found");
        Assert.Equal(20_000, await app.BalanceOfAsync(card));
        await app.AssertBooksAsync();
    }

    private static async Task<string> AskAsync(HttpClient client, CardId card, long minor)
    {
        var asked = await client.PostOnceAsync(
            $"/gift-cards/{card}/adjust", $$"""{"amount":{"amount":{{minor}},"currency":"AED"},"reason":"correction"}""");
        Assert.Equal(HttpStatusCode.Accepted, asked.Status);
        return asked.Text("approval")!;
    }
}
