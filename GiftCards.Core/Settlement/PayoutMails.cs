using System.Resources;
using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Merchants;

namespace GiftCards.Core.Settlement;

/// <summary>Composes the platform's mails to owners about what they are paid.</summary>
internal static class PayoutMails
{
    private static readonly ResourceManager Texts =
        new("GiftCards.Core.Settlement.PayoutMailText", typeof(PayoutMails).Assembly);

    /// <summary>That a payout was made, arrived or failed; <paramref name="type"/> is the message's.</summary>
    public static MailMessageDraft OfPayout(
        PayoutView payout, string type, Merchant merchant, User owner, MailOptions options, string messageId)
    {
        var text = new DeliveryText(Texts, DeliveryText.CultureOf(owner.Language));
        var key = type switch
        {
            OutboxTypes.PayoutCreated => "Created",
            OutboxTypes.PayoutPaid => "Paid",
            OutboxTypes.PayoutPartlyBack => "Part",
            _ => "Failed",
        };
        var amount = MoneyText.Format(key == "Part" ? payout.Returned : payout.Amount, text.Culture);
        var body = Body(owner, options).Paragraph(text[$"{key}.Intro", amount, merchant.Name]);
        if (key is "Failed" or "Part" && payout.Failure is { Length: > 0 } reason)
        {
            body.Quote(PayoutReasons.Describe(reason, text.Culture), null);
        }

        var day = Instants.LocalDay(payout.CreatedAt, merchant.Zone);
        body.Facts(
        [
            new(text["Fact.Number"], payout.Id.ToString(), true),
            new(text["Fact.Day"], MailTexts.In(owner.Language).Day(day)),
            new(text["Fact.Account"], payout.Last4 is null ? null : $"•••• {payout.Last4}", true),
            new(text["Fact.Entries"], payout.EntryCount.ToString("N0", text.Culture)),
        ]);
        return Draft(
            body.Button(text["Open"], options.Link($"/merchant/payouts/{payout.Id}")),
            text[$"{key}.Subject", amount], text[$"{key}.Heading"], owner, options, messageId);
    }

    /// <summary>That the account was given, verified or refused.</summary>
    public static MailMessageDraft OfAccount(
        BankAccountView account, Merchant merchant, User owner, MailOptions options, string messageId)
    {
        var text = new DeliveryText(Texts, DeliveryText.CultureOf(owner.Language));
        var key = account.Status switch
        {
            BankAccountStatus.Verified => "Verified",
            BankAccountStatus.Refused => "Refused",
            _ => "Changed",
        };
        var body = Body(owner, options).Paragraph(text[$"Account.{key}.Intro", merchant.Name, $"•••• {account.Last4}"]);
        if (key == "Refused" && account.Note is { Length: > 0 } reason)
        {
            body.Quote(PayoutReasons.Describe(reason, text.Culture), null);
        }

        if (key == "Changed")
        {
            body.Paragraph(text["Account.Changed.NotYou"]);
        }

        return Draft(
            body.Button(text["Account.Open"], options.Link("/merchant/payouts/account")),
            text[$"Account.{key}.Subject", merchant.Name], text[$"Account.{key}.Heading"], owner, options, messageId);
    }

    /// <summary>That the account at Stripe was closed, or that the bank refused what came from there.</summary>
    public static MailMessageDraft OfConnect(
        ConnectStanding standing, Merchant merchant, User owner, MailOptions options, string messageId)
    {
        var text = new DeliveryText(Texts, DeliveryText.CultureOf(owner.Language));
        var key = standing.IsClosed ? "Closed" : "Bank";
        return Draft(
            Body(owner, options)
                .Paragraph(text[$"Connect.{key}.Intro", merchant.Name])
                .Button(text["Connect.Open"], options.Link("/merchant/payouts/account")),
            text[$"Connect.{key}.Subject", merchant.Name], text[$"Connect.{key}.Heading"], owner, options, messageId);
    }

    private static MailBody Body(User owner, MailOptions options)
    {
        var frame = MailTexts.In(owner.Language);
        return new MailBody(MailBrand.OfPlatform(options), frame, options.PlatformName)
            .Paragraph(frame.Greeting(owner.DisplayName));
    }

    private static MailMessageDraft Draft(
        MailBody body, string subject, string heading, User owner, MailOptions options, string messageId)
    {
        var (html, plain) = body.Build(heading, subject);
        return new MailMessageDraft
        {
            MessageId = messageId,
            FromName = options.PlatformName,
            To = owner.Email!,
            Subject = MailAddresses.HeaderText(subject),
            Html = html,
            Text = plain,
        };
    }
}
