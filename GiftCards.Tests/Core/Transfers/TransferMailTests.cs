using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Transfers;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Transfers;

/// <summary>What is mailed when a card is passed on, and to whom.</summary>
public sealed class TransferMailTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_invitation_holds_the_link_and_the_words_and_no_code_of_the_card()
    {
        await using var giving = await GivingWorld.StartAsync(settings: s => s.ValidityDays = 90);
        var card = await giving.GiveAsync(giving.Ann, 10_000);

        var begun = (await giving.TransferAsync(giving.Ann, card.GiftCard.Id, 4_000, "new@mail.test", "Enjoy <b>it</b>!")).Value.Value;
        var mail = Assert.Single(await giving.MailToAsync("new@mail.test"));

        Assert.Null(begun.ClaimCode);
        Assert.Equal("Ann Ames is giving you a Merchant salon gift card", mail.Subject);
        Assert.Contains("AED\u00A040.00", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Enjoy <b>it</b>!", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>it</b>", mail.Html, StringComparison.Ordinal);
        Assert.DoesNotContain(card.Code!, mail.Text + mail.Html, StringComparison.Ordinal);
        Assert.Empty(mail.Attachments);
        var link = mail.Text.Split('\n').Single(line => line.Contains("/claim/", StringComparison.Ordinal)).Split("/claim/")[1].Trim();
        var claimed = await giving.ClaimAsync(giving.Bob, link);
        Assert.True(claimed.IsOk);
    }

    [Fact]
    public async Task A_known_receiver_is_written_to_in_their_language_and_finds_the_gift_in_the_wallet()
    {
        await using var giving = await GivingWorld.StartAsync();
        var card = await giving.GiveAsync(giving.Ann, 10_000);
        var carl = new Actor.Buyer(await giving.World.AddUserAsync("carl@mail.test", language: "fr", name: "Carl"));
        var dora = await giving.AddPersonAsync("dora@mail.test", isConfirmed: false);
        var part = (await giving.TransferAsync(giving.Ann, card.GiftCard.Id, 1_000, "dora@mail.test")).Value.Value;
        var whole = (await giving.TransferAsync(giving.Ann, card.GiftCard.Id, 2_000, "CARL@mail.test")).Value.Value;

        Assert.Contains("vous offre", Assert.Single(await giving.MailToAsync("CARL@mail.test")).Subject, StringComparison.Ordinal);
        Assert.Equal(whole.Id, Assert.Single((await Queries(giving).OfferedAsync(carl, Token)).Value.Data).Id);
        Assert.Empty((await Queries(giving).OfferedAsync(giving.Ann, Token)).Value.Data);

        // Whoever has not proven the address may be anybody; the link in the mail is the proof.
        Assert.Empty((await Queries(giving).OfferedAsync(dora, Token)).Value.Data);
        Assert.Equal(new NotFound(), (await giving.AcceptAsync(dora, part.Id)).Error);
        Assert.Equal(new NotFound(), (await giving.AcceptAsync(giving.Bob, whole.Id)).Error);
        Assert.True((await giving.AcceptAsync(carl, whole.Id)).IsOk);
        await giving.World.AssertBooksAsync();
    }

    [Fact]
    public async Task Both_sides_are_told_and_the_new_code_goes_to_nobody_but_the_receiver()
    {
        await using var giving = await GivingWorld.StartAsync();
        var placed = await giving.World.PlaceOrderAsync(giving.Merchant, 10_000, recipient: GivingWorld.AnnsAddress);
        var bought = Assert.Single((await giving.World.PayAsync(placed)).Value.GiftCards).GiftCard.Id;
        await giving.MailToAsync(GivingWorld.AnnsAddress);
        var transfer = (await giving.TransferAsync(giving.Ann, bought, message: "For you, Bob")).Value.Value;
        await giving.ClaimAsync(giving.Bob, transfer);
        var code = (await giving.InWalletAsync(giving.Bob, bought))!.Code!;

        var gift = Assert.Single(await giving.MailToAsync(GivingWorld.BobsAddress));
        Assert.Equal("Ann Ames sent you a Merchant salon gift card", gift.Subject);
        Assert.Contains(code, gift.Text, StringComparison.Ordinal);
        Assert.Contains("For you, Bob", gift.Text, StringComparison.Ordinal);
        Assert.Single(gift.Attachments);
        var told = (await giving.MailToAsync(GivingWorld.AnnsAddress))[^1];
        Assert.Equal("Your Merchant salon gift was accepted", told.Subject);
        await using var context = giving.World.Database.OpenAcrossMerchants();
        var others = (await context.Mailbox.AsNoTracking().ToListAsync(Token)).Where(mail => mail.To != GivingWorld.BobsAddress);
        Assert.DoesNotContain(others, mail => (mail.Text + mail.Html).Contains(code, StringComparison.Ordinal));
        Assert.DoesNotContain(giving.World.Log.Own, line => line.Contains(code, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_claims_with_an_unproven_address_gets_the_card_and_no_mail_with_its_code()
    {
        await using var giving = await GivingWorld.StartAsync();
        var card = await giving.GiveAsync(giving.Ann, 10_000);
        var dora = await giving.AddPersonAsync("dora@mail.test", isConfirmed: false);

        Assert.True((await giving.ClaimAsync(dora, await giving.BeginAsync(giving.Ann, card))).IsOk);

        Assert.Empty(await giving.MailToAsync("dora@mail.test"));
        Assert.Null((await giving.World.CardAsync(card.GiftCard.Id)).RecipientEmail);
        Assert.Equal(
            new NoRecipient(),
            (await giving.World.Get<ResendGiftHandler>().HandleAsync(giving.Staff, new ResendGift(card.GiftCard.Id), Token)).Error);
    }

    [Theory]
    [InlineData("en"), InlineData("es"), InlineData("fr"), InlineData("ru"), InlineData("ar")]
    public void Names_are_shown_and_never_run_in_every_language(string language)
    {
        const string Attack = "<img src=x onerror=alert(1)>\r\nBcc: all@mail.test";
        var content = new TransferMailContent
        {
            Brand = new MailBrand(Attack, GiftCards.Core.Delivery.BrandColor.Default),
            To = "new@mail.test",
            Language = language,
            SenderName = Attack,
            Message = Attack,
            Value = new Money(4_000, Currency.Of("AED")),
            IsPart = true,
            LastDay = new DateOnly(2026, 12, 20),
            Url = "https://gifts.example/claim/x",
        };
        foreach (var compose in new[] { TransferMails.Invitation, TransferMails.Claimed, (Func<TransferMailContent, MailOptions, string, MailMessageDraft>)TransferMails.Returned })
        {
            var mail = compose(content, new MailOptions("https://gifts.example"), "m@gifts.example");

            Assert.DoesNotContain("<img", mail.Html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain('\n', mail.Subject + mail.FromName);
            Assert.Contains("https://gifts.example/claim/x", mail.Text, StringComparison.Ordinal);
        }
    }

    private static TransferQueries Queries(GivingWorld giving) => giving.World.Get<TransferQueries>();
}
