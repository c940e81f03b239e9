using System.Net;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Api;

/// <summary>Spending a card through the API: the right amounts, once, whatever comes at the same time.</summary>
public sealed class RedemptionTests
{
    private static string Body(string? code, long amount, long? total = null, string currency = "AED") =>
        total is null
            ? $$"""{"code":"{{code}}","amount":{"amount":{{amount}},"currency":"{{currency}}"} }"""
            : $$"""{"code":"{{code}}","amount":{"amount":{{amount}},"currency":"{{currency}}"},"purchaseTotal":{"amount":{{total}},"currency":"{{currency}}"} }""";

    [Theory]
    [EveryProvider]
    public async Task Of_64_who_take_the_whole_balance_at_once_one_gets_it(DatabaseProvider provider)
    {
        await using var app = await GiftCardsApp.StartAsync(provider);
        var merchant = await app.AddMerchantAsync();
        var card = await app.IssueCardAsync(merchant, 20_000);
        var client = await app.ClientOfAsync(merchant);

        var answers = await Task.WhenAll(Enumerable.Range(0, 64)
            .Select(_ => Task.Run(() => client.PostOnceAsync("/gift-cards/redeem", Body(card.Code, 20_000)))));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.All(
            answers.Where(answer => answer.Status != HttpStatusCode.Created),
            answer => Assert.True(
                answer is { Status: HttpStatusCode.UnprocessableEntity, Code: "insufficient_balance" or "card_fully_used" },
                $"{answer.Status} {answer.Code}"));
        Assert.Equal(0, await app.BalanceOfAsync(card));
        await app.AssertBooksAsync();
    }

    [Theory]
    [EveryProvider]
    public async Task One_key_sent_50_times_at_once_takes_once(DatabaseProvider provider)
    {
        await using var app = await GiftCardsApp.StartAsync(provider);
        var merchant = await app.AddMerchantAsync();
        var card = await app.IssueCardAsync(merchant, 20_000);
        var client = await app.ClientOfAsync(merchant);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50)
            .Select(_ => Task.Run(() => client.PostOnceAsync("/gift-cards/redeem", Body(card.Code, 1_000), "the-same"))));

        var first = Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created && answer.Header("Idempotent-Replayed") is null);
        Assert.All(answers.Where(answer => answer != first), answer => Assert.True(
            answer is { Status: HttpStatusCode.Conflict, Code: "idempotency_in_progress" }
            || (answer.Header("Idempotent-Replayed") == "true" && answer.Body!.ToJsonString() == first.Body!.ToJsonString()),
            $"{answer.Status} {answer.Body}"));
        Assert.Equal(19_000, await app.BalanceOfAsync(card));
        await app.AssertBooksAsync();
    }

    [Fact]
    public async Task A_replay_tells_the_first_answer_although_the_card_changed_since()
    {
        await using var app = await GiftCardsApp.StartAsync();
        var merchant = await app.AddMerchantAsync();
        var card = await app.IssueCardAsync(merchant, 20_000);
        var client = await app.ClientOfAsync(merchant);

        var first = await client.PostOnceAsync("/gift-cards/redeem", Body(card.Code, 1_000), "a");
        await client.PostOnceAsync("/gift-cards/redeem", Body(card.Code, 2_000), "b");
        var replay = await client.PostOnceAsync("/gift-cards/redeem", Body(card.Code, 1_000), "a");

        Assert.Equal(HttpStatusCode.Created, replay.Status);
        Assert.Equal("true", replay.Header("Idempotent-Replayed"));
        Assert.Equal(first.Body!.ToJsonString(), replay.Body!.ToJsonString());
        Assert.Equal(17_000, await app.BalanceOfAsync(card));
    }

    [Fact]
    public async Task A_key_is_needed_must_be_one_and_stands_for_one_body()
    {
        await using var app = await GiftCardsApp.StartAsync();
        var merchant = await app.AddMerchantAsync();
        var card = await app.IssueCardAsync(merchant, 20_000);
        var client = await app.ClientOfAsync(merchant);
        await client.PostOnceAsync("/gift-cards/redeem", Body(card.Code, 1_000), "taken");

        (await client.PostJsonAsync("/gift-cards/redeem", Body(card.Code, 1_000)))
            .AssertRefused(HttpStatusCode.BadRequest, "idempotency_key_required");
        (await client.PostOnceAsync("/gift-cards/redeem", Body(card.Code, 1_000), "two words"))
            .AssertRefused(HttpStatusCode.BadRequest, "invalid_request");
        (await client.PostOnceAsync("/gift-cards/redeem", Body(card.Code, 1_000), new string('k', 256)))
            .AssertRefused(HttpStatusCode.BadRequest, "invalid_request");
        (await client.PostOnceAsync("/gift-cards/redeem", Body(card.Code, 1_001), "taken"))
            .AssertRefused(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
        Assert.Equal(19_000, await app.BalanceOfAsync(card));
    }

    [Fact]
    public async Task A_refusal_does_not_use_the_key_up()
    {
        await using var app = await GiftCardsApp.StartAsync();
        var merchant = await app.AddMerchantAsync();
        var card = await app.IssueCardAsync(merchant, 20_000);
        var client = await app.ClientOfAsync(merchant);

        (await client.PostOnceAsync("/gift-cards/redeem", Body(card.Code, 20_001), "k"))
            .AssertRefused(HttpStatusCode.UnprocessableEntity, "insufficient_balance");
        Assert.Equal(HttpStatusCode.Created, (await client.PostOnceAsync("/gift-cards/redeem", Body(card.Code, 20_000), "k")).Status);
    }

    [Fact]
    public async Task With_the_bill_the_card_pays_the_least_of_amount_balance_and_bill()
    {
        await using var app = await GiftCardsApp.StartAsync();
        var merchant = await app.AddMerchantAsync();
        var card = await app.IssueCardAsync(merchant, 20_000);
        var client = await app.ClientOfAsync(merchant);

        var byBill = await client.PostOnceAsync("/gift-cards/redeem", Body(card.Code, 9_000, total: 4_000));
        Assert.Equal((4_000, 16_000), (byBill.Minor("amountApplied"), byBill.Minor("remainingBalance")));
        var byBalance = await client.PostOnceAsync("/gift-cards/redeem", Body(card.Code, 90_000, total: 90_000));
        Assert.Equal((16_000, 0), (byBalance.Minor("amountApplied"), byBalance.Minor("remainingBalance")));
        Assert.Equal("fully_used", byBalance.Text("giftCard", "status"));
        Assert.Equal(-16_000, byBalance.Minor("transaction", "amount"));
    }

    [Theory]
    [InlineData("JPY", "Asia/Tokyo", 5_000, 1_234)]
    [InlineData("KWD", "Asia/Kuwait", 20_000, 1_250)]
    public async Task Currencies_without_and_with_three_decimals_keep_their_digits(string currency, string zone, long amount, long part)
    {
        await using var app = await GiftCardsApp.StartAsync();
        var merchant = await app.AddMerchantAsync(currency, zone, settings => settings.PresetsMinor = [amount]);
        var client = await app.ClientOfAsync(merchant);

        var issued = await client.PostOnceAsync(
            "/gift-cards", $$"""{"amount":{"amount":{{amount}},"currency":"{{currency}}"},"source":"counter"}""");
        Assert.Equal(HttpStatusCode.Created, issued.Status);
        var redeemed = await client.PostOnceAsync("/gift-cards/redeem", Body(issued.Text("code"), part, currency: currency));
        var balance = await app.AnonymousClient().PostJsonAsync("/gift-cards/balance", $$"""{"code":"{{issued.Text("code")}}"}""");

        Assert.Equal((amount - part, currency), (redeemed.Minor("remainingBalance"), redeemed.Text("remainingBalance", "currency")));
        Assert.Equal((amount - part, currency), (balance.Minor("balance"), balance.Text("balance", "currency")));
        await app.AssertBooksAsync();
    }

    [Fact]
    public async Task The_wallets_qr_is_good_once()
    {
        await using var app = await GiftCardsApp.StartAsync();
        var merchant = await app.AddMerchantAsync();
        await app.AddUserAsync("rita@example.test");
        var card = await app.IssueCardAsync(merchant, 20_000, recipientEmail: "rita@example.test");
        var shown = await app.ClientOf(await app.SignInAsync("rita@example.test")).GetJsonAsync($"/me/gift-cards/{card.GiftCard.Id}");
        var counter = await app.ClientOfAsync(merchant);

        Assert.Equal(card.Code, shown.Text("code"));
        Assert.Equal(HttpStatusCode.Created, (await counter.PostOnceAsync("/gift-cards/redeem", Body(shown.Text("qr"), 1_000))).Status);
        (await counter.PostOnceAsync("/gift-cards/redeem", Body(shown.Text("qr"), 1_000)))
            .AssertRefused(HttpStatusCode.NotFound, "card_not_found");
    }
}
