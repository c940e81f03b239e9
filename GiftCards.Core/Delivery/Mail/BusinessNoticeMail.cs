using GiftCards.Core.Merchants;
using GiftCards.Core.Verification;

namespace GiftCards.Core.Delivery.Mail;

/// <summary>What a business's owner is told.</summary>
/// <param name="To">The owner's address.</param>
/// <param name="Name">The owner's name.</param>
/// <param name="Language">The owner's language.</param>
/// <param name="Merchant">The business.</param>
/// <param name="Kind">What was decided.</param>
/// <param name="Reason">Why; empty for what the rules did.</param>
public sealed record BusinessNoticeContent(
    string To, string? Name, string Language, Merchant Merchant, DecisionKind Kind, string Reason);

/// <summary>Composes the platform's mails about a business on its way to selling, and off it.</summary>
public static class BusinessNoticeMail
{
    public static MailMessageDraft Compose(BusinessNoticeContent content, MailOptions options, string messageId)
    {
        var text = MailTexts.In(content.Language);
        var name = content.Merchant.Name;
        var key = KeyOf(content.Kind);
        var subject = text[$"Business.{key}.Subject", name];
        var body = new MailBody(MailBrand.OfPlatform(options), text, options.PlatformName)
            .Paragraph(text.Greeting(content.Name))
            .Paragraph(text[$"Business.{key}.Intro", name]);
        if (content.Reason.Length > 0)
        {
            body.Quote(content.Reason, null);
        }

        if (content.Kind == DecisionKind.Suspended)
        {
            body.Paragraph(text["Business.Suspended.Policy"]);
        }

        var isOpen = key is "Approved" or "Reinstated";
        var (html, plain) = body
            .Button(
                text[isOpen ? "Business.Open.Button" : "Business.Look.Button"],
                options.Link(isOpen ? "/merchant" : "/merchant/verification"))
            .Build(text[$"Business.{key}.Heading"], subject);
        return new MailMessageDraft
        {
            MessageId = messageId,
            FromName = options.PlatformName,
            To = content.To,
            Subject = MailAddresses.HeaderText(subject),
            Html = html,
            Text = plain,
        };
    }

    private static string KeyOf(DecisionKind kind) => kind switch
    {
        DecisionKind.ApprovedByRules or DecisionKind.Approved or DecisionKind.Overridden => "Approved",
        DecisionKind.Submitted or DecisionKind.Queued => "Queued",
        DecisionKind.TakenBack => "TakenBack",
        DecisionKind.Rejected => "Rejected",
        DecisionKind.MoreAsked => "MoreAsked",
        DecisionKind.Suspended => "Suspended",
        DecisionKind.Reinstated => "Reinstated",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
