using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery.Mail;
using Xunit;

namespace GiftCards.Tests.Core.Delivery;

public sealed class MailTests
{
    public static TheoryData<string> Languages => ["en", "es", "fr", "ru", "ar"];

    [Fact]
    public void The_gift_mail_brings_sender_message_amount_code_validity_certificate_and_the_way_to_the_gift()
    {
        var mail = GiftMail.Compose(MailSamples.Gift, MailSamples.Options, "evt_1@gifts.example");

        Assert.Equal("John Smith sent you a Glamour Studio gift card", mail.Subject);
        Assert.Equal("Glamour Studio", mail.FromName);
        Assert.Equal("hello@glamour.example", mail.ReplyTo);
        foreach (var body in new[] { mail.Html.Replace("&#xA0;", "\u00A0", StringComparison.Ordinal), mail.Text })
        {
            Assert.Contains("Hello Mary,", body, StringComparison.Ordinal);
            Assert.Contains("Happy birthday!", body, StringComparison.Ordinal);
            Assert.Contains("AED\u00A01,250.00", body, StringComparison.Ordinal);
            Assert.Contains(MailSamples.Code, body, StringComparison.Ordinal);
            Assert.Contains("30 November 2028", body, StringComparison.Ordinal);
            Assert.Contains(MailSamples.GiftUrl, body, StringComparison.Ordinal);
            Assert.Contains("View gift card", body, StringComparison.Ordinal);
        }

        Assert.Contains("4. ", mail.Text, StringComparison.Ordinal);
        Assert.Equal("application/pdf", Assert.Single(mail.Attachments).ContentType);
    }

    [Fact]
    public void A_card_bought_for_oneself_does_not_speak_of_a_giver()
    {
        var mail = GiftMail.Compose(MailSamples.Gift with { SenderName = null }, MailSamples.Options, "evt_1@x");

        Assert.Equal("Your Glamour Studio gift card is here", mail.Subject);
        Assert.DoesNotContain("John", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_receipt_lists_what_was_bought_for_whom_and_says_that_it_was_sent()
    {
        var mail = PurchaseReceiptMail.Compose(MailSamples.Receipt, MailSamples.Options, "evt_1@gifts.example");

        Assert.Equal("Your Glamour Studio gift card purchase is confirmed", mail.Subject);
        Assert.Contains("Hello John,", mail.Text, StringComparison.Ordinal);
        Assert.Contains(MailSamples.Code, mail.Text, StringComparison.Ordinal);
        Assert.Contains("AED\u00A01,250.00", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Never expires", mail.Text, StringComparison.Ordinal);
        Assert.Contains("20 November 2026", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Mary Major", mail.Text, StringComparison.Ordinal);
        Assert.Contains("The gift has been sent to mary@example.com.", mail.Text, StringComparison.Ordinal);
        Assert.Contains("3. ", mail.Text, StringComparison.Ordinal);
        Assert.Contains("hello@glamour.example", mail.Text, StringComparison.Ordinal);
        Assert.Contains("The Glamour Studio team", mail.Text, StringComparison.Ordinal);
        Assert.Empty(mail.Attachments);
    }

    [Fact]
    public void The_receipt_says_when_a_planned_gift_leaves_and_gives_the_link_of_one_to_pass_on()
    {
        var planned = MailSamples.ReceiptCard with { DeliverOn = new DateOnly(2026, 12, 24) };
        var link = MailSamples.ReceiptCard with { Delivery = DeliveryMethod.Link, RecipientEmail = null };
        var mail = PurchaseReceiptMail.Compose(
            MailSamples.Receipt with { Cards = [planned, link] }, MailSamples.Options, "evt_1@gifts.example");

        Assert.Contains("will be sent to mary@example.com on 24 December 2026", mail.Text, StringComparison.Ordinal);
        Assert.Contains(MailSamples.GiftUrl, mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_receipt_for_hundreds_of_cards_stays_a_mail_that_can_be_read()
    {
        var cards = Enumerable.Repeat(MailSamples.ReceiptCard, 500).ToList();
        var mail = PurchaseReceiptMail.Compose(
            MailSamples.Receipt with { Cards = cards }, MailSamples.Options, "evt_1@gifts.example");

        Assert.Contains("Cards in this order: 500.", mail.Text, StringComparison.Ordinal);
        Assert.InRange(mail.Html.Length, 1, 200_000);
    }

    [Fact]
    public void The_use_notice_shows_what_was_spent_and_what_is_left_and_never_the_code()
    {
        var mail = UseNoticeMail.Compose(MailSamples.UseNotice, MailSamples.Options, "evt_1@gifts.example");

        Assert.Contains("AED\u00A0120.00", mail.Text, StringComparison.Ordinal);
        Assert.Contains("AED\u00A080.00", mail.Text, StringComparison.Ordinal);
        Assert.Contains("•••• 2222", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing is left", mail.Text, StringComparison.Ordinal);
        var last = MailSamples.UseNotice with { Remaining = new Money(0, Currency.Of("AED")) };
        var lastMail = UseNoticeMail.Compose(last, MailSamples.Options, "evt_1@x");
        Assert.Contains("Nothing is left", lastMail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_refund_notice_says_how_much_goes_back_where_and_never_what_is_left()
    {
        var mail = RefundNoticeMail.Compose(MailSamples.RefundNotice, MailSamples.Options, "evt_1@gifts.example");

        Assert.Equal("Your refund from Glamour Studio", mail.Subject);
        Assert.Contains("AED\u00A01,250.00", mail.Text, StringComparison.Ordinal);
        Assert.Contains("•••• 2222", mail.Text, StringComparison.Ordinal);
        Assert.Contains("ord_0123456789", mail.Text, StringComparison.Ordinal);
        Assert.Contains("the card or account you paid with", mail.Text, StringComparison.Ordinal);
        Assert.Contains("can no longer be used", mail.Text, StringComparison.Ordinal);
        var part = RefundNoticeMail.Compose(MailSamples.RefundNotice with { IsCardEnded = false }, MailSamples.Options, "evt_1@x");
        Assert.DoesNotContain("can no longer be used", part.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_people_write_is_shown_and_never_run()
    {
        const string Attack = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>";
        var gift = MailSamples.Gift with
        {
            Brand = MailSamples.Brand with { Name = Attack, Address = Attack },
            SenderName = Attack,
            RecipientName = Attack,
            Message = Attack,
            MerchantMessage = Attack,
            Terms = Attack,
        };
        var mail = GiftMail.Compose(gift, MailSamples.Options, "evt_1@gifts.example");

        Assert.DoesNotContain("<script", mail.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", mail.Html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;", mail.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_break_in_a_name_does_not_reach_the_head_of_the_mail()
    {
        var gift = MailSamples.Gift with { SenderName = "John\r\nBcc: all@example.com" };
        var mail = GiftMail.Compose(gift, MailSamples.Options, "evt_1@gifts.example");

        Assert.DoesNotContain(mail.Subject, char.IsControl);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_mail_speaks_every_language_in_its_own_direction(string language)
    {
        var account = MailSamples.Account with { Language = language };
        var receipt = MailSamples.Receipt with { Language = language };
        MailMessageDraft[] mails =
        [
            GiftMail.Compose(MailSamples.Gift with { Language = language }, MailSamples.Options, "evt_1@x"),
            PurchaseReceiptMail.Compose(receipt, MailSamples.Options, "evt_1@x"),
            UseNoticeMail.Compose(MailSamples.UseNotice with { Language = language }, MailSamples.Options, "evt_1@x"),
            RefundNoticeMail.Compose(MailSamples.RefundNotice with { Language = language }, MailSamples.Options, "evt_1@x"),
            AccountMails.ConfirmEmail(account, MailSamples.Options, "evt_1@x"),
            AccountMails.ResetPassword(account, MailSamples.Options, "evt_1@x"),
        ];

        var direction = language == "ar" ? "rtl" : "ltr";
        Assert.All(mails, mail =>
        {
            Assert.Contains($"<html lang=\"{language}\" dir=\"{direction}\">", mail.Html, StringComparison.Ordinal);
            Assert.DoesNotContain("{0}", mail.Html + mail.Text + mail.Subject, StringComparison.Ordinal);
        });
        Assert.Equal(language == "en", mails[4].Subject.StartsWith("Confirm your", StringComparison.Ordinal));
    }

    [Fact]
    public void A_language_that_is_not_spoken_here_is_answered_in_English()
    {
        var mail = GiftMail.Compose(MailSamples.Gift with { Language = "xx-YY" }, MailSamples.Options, "evt_1@x");

        Assert.Contains("lang=\"en\"", mail.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void An_account_mail_carries_its_link_whole()
    {
        var mail = AccountMails.ResetPassword(MailSamples.Account, MailSamples.Options, "evt_1@x");

        Assert.Contains("href=\"https://gifts.example/account/link?a=1&amp;b=2\"", mail.Html, StringComparison.Ordinal);
        Assert.Contains("https://gifts.example/account/link?a=1&b=2", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mail_loads_nothing_from_anywhere()
    {
        var mail = GiftMail.Compose(MailSamples.Gift, MailSamples.Options, "evt_1@x");

        Assert.DoesNotContain("<img", mail.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", mail.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=", mail.Html, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("mary@example.com", true)]
    [InlineData("mary.o'neil+gift@example.co.uk", true)]
    [InlineData("a@x.example,b@y.example", false)]
    [InlineData("Mary <mary@example.com>", false)]
    [InlineData("mary@example.com\r\nBcc: all@example.com", false)]
    [InlineData("mary example.com", false)]
    [InlineData("mary", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_one_plain_address_is_an_address(string? text, bool expected)
    {
        Assert.Equal(expected, TextRules.IsOneAddress(text));
    }
}
