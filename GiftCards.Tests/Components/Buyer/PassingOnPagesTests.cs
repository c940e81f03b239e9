using System.Net;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Transfers;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using Reader = GiftCards.Tests.Components.Account.Browser;

namespace GiftCards.Tests.Components.Buyer;

/// <summary>A card is passed on, accepted and taken back on the pages, by forms that need no script.</summary>
public sealed class PassingOnPagesTests(GiftCardsApp app) : IClassFixture<GiftCardsApp>
{
    private readonly string ann = $"ann{Guid.NewGuid():N}@example.test";
    private readonly string bob = $"bob{Guid.NewGuid():N}@example.test";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Opening_the_link_changes_nothing_and_accepting_takes_the_form()
    {
        var card = await PrepareAsync();
        using var sender = await SignedInAsync(ann);
        using var receiver = await SignedInAsync(bob);
        using var guest = new Reader(app);
        var (link, _) = await ShareAsync(sender, card);

        foreach (var browser in new[] { guest, receiver, sender })
        {
            for (var i = 0; i < 5; i++)
            {
                using var head = await browser.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, link), Token);
                using var answer = await browser.GetAsync(link);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                Assert.True(answer.Headers.CacheControl!.NoStore);
                Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
            }
        }

        Assert.Equal(TransferStatus.Waiting, (await TransferAsync(card)).Status);
        var seen = await guest.ReadAsync(link);
        Assert.DoesNotContain(card.Code!, seen.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.NotNull(seen.QuerySelector($"a[href='/account/sign-in?returnPath={Uri.EscapeDataString(link)}']"));
        Assert.Null((await sender.ReadAsync(link)).QuerySelector("input[name=_handler][value=accept]"));

        using var accepted = await receiver.SendAsync(link, "accept");
        Assert.Equal($"/wallet/{card.GiftCard.Id}", PathTo(accepted));
        Assert.Equal(TransferStatus.Claimed, (await TransferAsync(card)).Status);
        Assert.Contains("accepted already", (await guest.ReadAsync(link)).Body!.TextContent, StringComparison.Ordinal);
        Assert.NotNull((await receiver.ReadAsync(link)).QuerySelector($"a[href='/wallet/{card.GiftCard.Id}']"));
        Assert.DoesNotContain(app.Log.Own, line => line.Contains(link, StringComparison.Ordinal));
        await app.AssertBooksAsync();
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_passes_on_once_and_what_waits_can_be_taken_back()
    {
        var card = await PrepareAsync();
        using var sender = await SignedInAsync(ann);
        var path = $"/wallet/{card.GiftCard.Id}/pass-on";
        (string Name, string Value)[] part = [("Input.What", "part"), ("Input.Amount", "40"), ("Input.How", "link"), ("Input.Key", "same")];

        using var first = await sender.SendAsync(path, "pass-on", part);
        using var second = await sender.SendAsync(path, "pass-on", part);

        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal(4_000, (await TransferAsync(card)).AmountMinor);
        Assert.Contains("40.00", (await sender.ReadAsync($"/wallet/{card.GiftCard.Id}")).Body!.TextContent, StringComparison.Ordinal);
        var page = PathTo(first);
        using var back = await sender.SendAsync(page, "withdraw");
        Assert.Equal(page, PathTo(back));
        Assert.Equal(TransferStatus.Withdrawn, (await TransferAsync(card)).Status);
        Assert.Null((await sender.ReadAsync(page)).QuerySelector("[data-testid=claim-link]"));
        await app.AssertBooksAsync();
    }

    [Theory]
    [InlineData("0", "link", null)]
    [InlineData("100.01", "link", null)]
    [InlineData("ten", "link", null)]
    [InlineData("10", "mail", "")]
    [InlineData("10", "mail", "nobody")]
    public async Task What_cannot_be_is_said_on_the_form_and_passes_nothing_on(string amount, string how, string? email)
    {
        var card = await PrepareAsync();
        using var sender = await SignedInAsync(ann);

        using var answer = await sender.SendAsync(
            $"/wallet/{card.GiftCard.Id}/pass-on",
            "pass-on",
            ("Input.What", "part"), ("Input.Amount", amount), ("Input.How", how), ("Input.Email", email ?? ""), ("Input.Message", "Kept"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var page = await Reader.ParseAsync(answer);
        Assert.NotNull(page.QuerySelector("[role=alert]"));
        Assert.NotNull(page.QuerySelector("[aria-invalid=true]"));
        Assert.Equal("Kept", page.QuerySelector("#message")!.TextContent);
        Assert.False(await AnyTransferAsync(card));
    }

    [Fact]
    public async Task What_was_sent_to_ones_address_waits_in_the_wallet_and_is_nobody_elses()
    {
        var card = await PrepareAsync();
        using var sender = await SignedInAsync(ann);
        using var receiver = await SignedInAsync(bob);
        using var sent = await sender.SendAsync(
            $"/wallet/{card.GiftCard.Id}/pass-on", "pass-on", ("Input.What", "whole"), ("Input.How", "mail"), ("Input.Email", bob), ("Input.Message", "Enjoy, Bob!"));
        var offer = $"/wallet/offers/{(await TransferAsync(card)).Id}";

        Assert.Null((await sender.ReadAsync(PathTo(sent))).QuerySelector("[data-testid=claim-link]"));
        Assert.NotNull((await receiver.ReadAsync("/wallet")).QuerySelector($"a[href='{offer}']"));
        Assert.Null((await sender.ReadAsync("/wallet")).QuerySelector($"a[href='{offer}']"));
        using var foreign = await sender.GetAsync(offer);
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        Assert.Contains("Enjoy, Bob!", (await receiver.ReadAsync(offer)).Body!.TextContent, StringComparison.Ordinal);
        using var accepted = await receiver.SendAsync(offer, "accept");
        Assert.Equal($"/wallet/{card.GiftCard.Id}", PathTo(accepted));
        Assert.NotNull((await receiver.ReadAsync("/wallet")).QuerySelector($"a[href='/wallet/{card.GiftCard.Id}']"));
        var given = (await sender.ReadAsync("/wallet?side=sent")).QuerySelector($"a[href='{PathTo(sent)}']");
        Assert.Contains("Accepted", given!.TextContent, StringComparison.Ordinal);
        await app.AssertBooksAsync();
    }

    [Fact]
    public async Task A_typed_code_leads_to_its_gift_and_any_other_to_none()
    {
        var card = await PrepareAsync();
        using var sender = await SignedInAsync(ann);
        using var guest = new Reader(app);
        var (link, typed) = await ShareAsync(sender, card);

        using var found = await guest.SendAsync("/claim", "find", ("Typed", typed.ToLowerInvariant().Replace('-', ' ')));
        Assert.Equal(link, PathTo(found));
        using var malformed = await guest.SendAsync("/claim", "find", ("Typed", card.Code!));
        Assert.Contains("28 letters and digits", (await Reader.ParseAsync(malformed)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        using var unknown = await guest.GetAsync($"/claim/{Core.Transfers.GivingWorld.AnyClaimCode().Replace("-", "", StringComparison.Ordinal)}");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Contains("no such gift", await unknown.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    /// <summary>Where the answer leads.</summary>
    private static string PathTo(HttpResponseMessage answer) =>
        answer.Headers.Location is { IsAbsoluteUri: true } address ? address.PathAndQuery : answer.Headers.Location!.ToString();

    private async Task<IssuedCard> PrepareAsync()
    {
        var merchant = await app.AddMerchantAsync();
        await app.AddUserAsync(ann);
        await app.AddUserAsync(bob);
        return await app.IssueCardAsync(merchant, 10_000, recipientEmail: ann);
    }

    private async Task<Reader> SignedInAsync(string email)
    {
        var browser = new Reader(app);
        using var answer = await browser.SignInAsync(email);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return browser;
    }

    /// <summary>Passes the whole card on by link; answers with its path and the code beside it.</summary>
    private static async Task<(string Link, string Typed)> ShareAsync(Reader sender, IssuedCard card)
    {
        using var sent = await sender.SendAsync(
            $"/wallet/{card.GiftCard.Id}/pass-on", "pass-on", ("Input.What", "whole"), ("Input.How", "link"));
        var page = await sender.ReadAsync(PathTo(sent));
        var link = page.QuerySelector("[data-testid=claim-link]")!.GetAttribute("value")!;
        return (new Uri(link).AbsolutePath, page.QuerySelector(".transfer-code")!.TextContent);
    }

    private async Task<Transfer> TransferAsync(IssuedCard card)
    {
        await using var context = app.Database.OpenAcrossMerchants();
        return await context.Transfers.AsNoTracking().SingleAsync(transfer => transfer.CardId == card.GiftCard.Id, Token);
    }

    private async Task<bool> AnyTransferAsync(IssuedCard card)
    {
        await using var context = app.Database.OpenAcrossMerchants();
        return await context.Transfers.AnyAsync(transfer => transfer.CardId == card.GiftCard.Id, Token);
    }
}
