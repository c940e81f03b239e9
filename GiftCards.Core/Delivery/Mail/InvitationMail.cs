using GiftCards.Core.Common;

namespace GiftCards.Core.Delivery.Mail;

/// <summary>What an invitation to a merchant's team says.</summary>
public sealed record InvitationMailContent
{
    public required MailBrand Brand { get; init; }

    public required string To { get; init; }

    public required string Language { get; init; }

    /// <summary>The name of whoever invites.</summary>
    public required string InvitedBy { get; init; }

    public required StaffRole Role { get; init; }

    /// <summary>The last local day on which it can be accepted.</summary>
    public required DateOnly LastDay { get; init; }

    /// <summary>The link, with its one-time token; it stands in the mail and nowhere else.</summary>
    public required string Url { get; init; }
}

/// <summary>What an owner is told when somebody joined the team.</summary>
/// <param name="Brand">The merchant's look.</param>
/// <param name="To">The owner's address.</param>
/// <param name="Name">The owner's name.</param>
/// <param name="Language">The owner's language.</param>
/// <param name="Joined">The name of whoever joined.</param>
/// <param name="Role">What they joined as.</param>
public sealed record TeamJoinedContent(
    MailBrand Brand, string To, string? Name, string Language, string Joined, StaffRole Role)
{
    /// <summary>Where mail of this kind can be stopped.</summary>
    public string? StopUrl { get; init; }
}

/// <summary>Composes the invitation to a merchant's team, and the notice that it was accepted.</summary>
public static class InvitationMail
{
    public static MailMessageDraft Joined(TeamJoinedContent content, MailOptions options, string messageId)
    {
        var text = MailTexts.In(content.Language);
        var merchant = content.Brand.Name;
        var subject = text["Team.Joined.Subject", content.Joined, merchant];
        var (html, plain) = new MailBody(content.Brand, text, options.PlatformName)
            .Paragraph(text.Greeting(content.Name))
            .Paragraph(text[$"Team.Joined.{content.Role}", content.Joined, merchant])
            .Button(text["Team.Joined.Button"], options.Link("/merchant/team"))
            .Note(text["Team.Joined.Note"])
            .Stop(content.StopUrl)
            .Build(text["Team.Joined.Heading"], subject);
        return new MailMessageDraft
        {
            MessageId = messageId,
            FromName = MailAddresses.HeaderText(options.PlatformName),
            To = content.To,
            Subject = MailAddresses.HeaderText(subject),
            Html = html,
            Text = plain,
            StopUrl = content.StopUrl,
        };
    }

    public static MailMessageDraft Compose(InvitationMailContent content, MailOptions options, string messageId)
    {
        var text = MailTexts.In(content.Language);
        var merchant = content.Brand.Name;
        var subject = text["Team.Subject", merchant];
        var (html, plain) = new MailBody(content.Brand, text, options.PlatformName)
            .Paragraph(text["Greeting.Plain"])
            .Paragraph(text["Team.Intro", content.InvitedBy, merchant])
            .Paragraph(text[$"Team.Role.{content.Role}"])
            .Button(text["Team.Button"], content.Url)
            .Paragraph(text["Team.Until", text.Day(content.LastDay)])
            .Note(text["Team.Note", content.InvitedBy])
            .Build(text["Team.Heading", merchant], subject);
        return new MailMessageDraft
        {
            MessageId = messageId,
            FromName = MailAddresses.HeaderText(merchant),
            To = content.To,
            ReplyTo = content.Brand.Email.Length > 0 ? content.Brand.Email : null,
            Subject = MailAddresses.HeaderText(subject),
            Html = html,
            Text = plain,
        };
    }
}
