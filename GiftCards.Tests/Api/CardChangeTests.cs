using System.Net;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Api;

/// <summary>Holds, voids, loads, corrections, blocks and ends of cards through the API, in the shapes of the contract.</summary>
public sealed class CardChangeTests
{
    private static string Amount(long minor, string more = "") =>
        $$"""{"amount":{"amount":{{minor}},"currency":"AED"}{{more}}}""";

    [Theory]
    [EveryProvider]
    public async Task A_hold_is_placed_looked_at_captured_and_finished(DatabaseProvider provider)
    {
        await using var app = await GiftCardsApp.StartAsync(provider);
        var merchant = await app.AddMerchantAsync();
        var card = await app.IssueCardAsync(merchant, 20_000);
        var client = await app.ClientOfAsync(merchant, Permissions.CardsRedeem);

        var placed = await client.PostOnceAsync($"/gift-cards/{card.GiftCard.Id}/holds", Amount(5_000), "booking-1");
        Assert.Equal((HttpStatusCode.Created, "active"), (placed.Status, placed.Text("hold", "status")));
        Assert.Equal((20_000, 15_000), (placed.Minor("giftCard", "balance"), placed.Minor("giftCard", "available")));
        var id = placed.Text("hold", "id")!;
        Assert.StartsWith("hld_", id, StringComparison.Ordinal);

        var captured = await client.PostOnceAsync($"/holds/{id}/capture", Amount(4_000), "checkout-1");
        var again = await client.PostOnceAsync($"/holds/{id}/capture", Amount(4_000), "checkout-1");

        Assert.Equal((HttpStatusCode.Created, "capture"), (captured.Status, captured.Text("transaction", "type")));
        Assert.Equal((4_000, 16_000), (captured.Minor("amountApplied"), captured.Minor("remainingBalance")));
        Assert.Equal(("true", captured.Body!.ToJsonString()), (again.Header("Idempotent-Replayed"), again.Body!.ToJsonString()));
        Assert.Equal("captured", (await client.GetJsonAsync($"/holds/{id}")).Text("status"));
        (await client.PostOnceAsync($"/holds/{id}/release", "{}")).AssertRefused(HttpStatusCode.Conflict, "hold_not_active");
        (await client.PostOnceAsync("/holds/hld_nonsense/release", "{}")).AssertRefused(HttpStatusCode.NotFound, "not_found");
        (await client.PostOnceAsync($"/holds/{id}/release", """{"amount":1}""")).AssertRefused(HttpStatusCode.BadRequest, "invalid_request");
        (await client.PostJsonAsync($"/holds/{id}/release", "{}")).AssertRefused(HttpStatusCode.BadRequest, "idempotency_key_required");
        await app.AssertBooksAsync();
    }

    [Fact]
    public async Task A_released_hold_answers_with_the_hold_and_the_card()
    {
        await using var app = await GiftCardsApp.StartAsync();
        var merchant = await app.AddMerchantAsync();
        var card = await app.IssueCardAsync(merchant, 20_000);
        var client = await app.ClientOfAsync(merchant);
        var placed = await client.PostOnceAsync($"/gift-cards/{card.GiftCard.Id}/holds", Amount(5_000));

        var released = await client.PostOnceAsync($"/holds/{placed.Text("hold", "id")}/release", "{}");

        Assert.Equal((HttpStatusCode.OK, "released"), (released.Status, released.Text("hold", "status")));
        Assert.Equal(20_000, released.Minor("giftCard", "available"));
        await app.AssertBooksAsync();
    }

    [Theory]
    [EveryProvider]
    public async Task A_void_gives_back_in_parts_and_never_too_much(DatabaseProvider provider)
    {
        await using var app = await GiftCardsApp.StartAsync(provider);
        var merchant = await app.AddMerchantAsync();
        var card = await app.IssueCardAsync(merchant, 20_000);
        var client = await app.ClientOfAsync(merchant);
        var sale = await client.PostOnceAsync("/gift-cards/redeem", $$"""{"code":"{{card.Code}}",{{Amount(8_000)[1..]}}""");
        var path = $"/transactions/{sale.Text("transaction", "id")}/void";

        (await client.PostOnceAsync(path, Amount(8_001, ",\"reason\":\"Twice\"")))
            .AssertRefused(HttpStatusCode.UnprocessableEntity, "void_exceeds_redemption");
        (await client.PostOnceAsync(path, Amount(1_000))).AssertRefused(HttpStatusCode.BadRequest, "invalid_request");
        var part = await client.PostOnceAsync(path, Amount(3_000, ",\"reason\":\"Twice\""));
        var rest = await client.PostOnceAsync(path, """{"reason":"Wrong customer"}""");

        Assert.Equal((HttpStatusCode.Created, 3_000), (part.Status, part.Minor("transaction", "amount")));
        Assert.Equal((5_000, "active"), (rest.Minor("transaction", "amount"), rest.Text("giftCard", "status")));
        (await client.PostOnceAsync(path, """{"reason":"Again"}""")).AssertRefused(HttpStatusCode.Conflict, "conflict");
        Assert.Equal(20_000, await app.BalanceOfAsync(card));
        await app.AssertBooksAsync();
    }

    [Fact]
    public async Task A_cashier_voids_the_own_last_sale_and_no_other()
    {
        await using var app = await GiftCardsApp.StartAsync();
        var merchant = await app.AddMerchantAsync();
        var card = await app.IssueCardAsync(merchant, 20_000);
        await app.AddUserAsync("cashier@example.test", (merchant, StaffRole.Cashier));
        var cashier = app.ClientOf(await app.SignInAsync("cashier@example.test"));
        var sale = $$"""{"code":"{{card.Code}}",{{Amount(1_000)[1..]}}""";
        var own = await cashier.PostOnceAsync("/gift-cards/redeem", sale);
        var others = await (await app.ClientOfAsync(merchant)).PostOnceAsync("/gift-cards/redeem", sale);

        (await cashier.PostOnceAsync($"/transactions/{others.Text("transaction", "id")}/void", """{"reason":"Twice"}"""))
            .AssertRefused(HttpStatusCode.Forbidden, "forbidden");
        var voided = await cashier.PostOnceAsync($"/transactions/{own.Text("transaction", "id")}/void", """{"reason":"Twice"}""");

        Assert.Equal(HttpStatusCode.Created, voided.Status);
        await app.AssertBooksAsync();
    }

    [Fact]
    public async Task A_card_is_loaded_corrected_blocked_unblocked_and_cancelled()
    {
        await using var app = await GiftCardsApp.StartAsync();
        var merchant = await app.AddMerchantAsync(configure: settings => settings.AdjustmentLimitMinor = 1_000);
        var card = await app.IssueCardAsync(merchant, 20_000);
        var client = await app.ClientOfAsync(merchant);
        var path = $"/gift-cards/{card.GiftCard.Id}";

        var loaded = await client.PostOnceAsync($"{path}/load", Amount(5_000, ",\"method\":\"card\",\"note\":\"Till 2\""));
        Assert.Equal((HttpStatusCode.OK, 25_000), (loaded.Status, loaded.Minor("giftCard", "balance")));
        (await client.PostOnceAsync($"{path}/load", Amount(5_000, ",\"method\":\"points\"")))
            .AssertRefused(HttpStatusCode.BadRequest, "invalid_request");

        var adjusted = await client.PostOnceAsync($"{path}/adjust", Amount(-1_000, ",\"reason\":\"correction\""));
        Assert.Equal((HttpStatusCode.OK, -1_000), (adjusted.Status, adjusted.Minor("transaction", "amount")));
        var asked = await client.PostOnceAsync($"{path}/adjust", Amount(1_001, ",\"reason\":\"complimentary\""), "ask");
        Assert.Equal((HttpStatusCode.Accepted, "awaiting_approval"), (asked.Status, asked.Text("status")));
        Assert.StartsWith("apr_", asked.Text("approval"), StringComparison.Ordinal);
        var askedAgain = await client.PostOnceAsync($"{path}/adjust", Amount(1_001, ",\"reason\":\"complimentary\""), "ask");
        Assert.Equal((HttpStatusCode.Accepted, "true"), (askedAgain.Status, askedAgain.Header("Idempotent-Replayed")));

        var blocked = await client.PostOnceAsync($"{path}/block", """{"reason":"Lost"}""");
        Assert.Equal(("block", "blocked"), (blocked.Text("transaction", "type"), blocked.Text("giftCard", "status")));
        (await client.PostOnceAsync($"{path}/block", """{"reason":"Lost"}""")).AssertRefused(HttpStatusCode.Conflict, "conflict");
        (await client.PostOnceAsync($"{path}/load", Amount(1, ",\"method\":\"cash\"")))
            .AssertRefused(HttpStatusCode.UnprocessableEntity, "card_blocked");
        var unblocked = await client.PostOnceAsync($"{path}/unblock", """{"reason":"Found"}""");
        Assert.Equal("active", unblocked.Text("giftCard", "status"));

        var cancelled = await client.PostOnceAsync($"{path}/cancel", """{"reason":"Mistake"}""");
        Assert.Equal(("cancelled", -24_000), (cancelled.Text("giftCard", "status"), cancelled.Minor("transaction", "amount")));
        (await client.PostOnceAsync($"{path}/cancel", """{"reason":"Mistake"}""")).AssertRefused(HttpStatusCode.Conflict, "conflict");
        await app.AssertBooksAsync();
    }

    [Fact]
    public async Task An_expired_card_is_reinstated_until_a_new_day()
    {
        var clock = new TestClock();
        await using var app = await GiftCardsApp.StartAsync(clock: clock);
        var merchant = await app.AddMerchantAsync(configure: settings => settings.ValidityDays = 10);
        var card = await app.IssueCardAsync(merchant, 20_000);
        clock.Advance(TimeSpan.FromDays(20));
        var client = await app.ClientOfAsync(merchant);
        var path = $"/gift-cards/{card.GiftCard.Id}/reinstate";

        (await client.PostOnceAsync(path, """{"reason":"Ill","expiresAt":"2026-11-21T00:00:00Z"}"""))
            .AssertRefused(HttpStatusCode.BadRequest, "invalid_request");
        var back = await client.PostOnceAsync(path, """{"reason":"Ill","expiresAt":"2027-01-01T00:00:00Z"}""");

        Assert.Equal((HttpStatusCode.OK, "reinstate"), (back.Status, back.Text("transaction", "type")));
        Assert.Equal((20_000, "2027-01-01T00:00:00Z"), (back.Minor("giftCard", "balance"), back.Text("giftCard", "expiresAt")));
        await app.AssertBooksAsync();
    }
}
