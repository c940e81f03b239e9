namespace GiftCards.Core.Delivery.Mail;

/// <summary>A mail that is ready to leave, in both forms that readers ask for.</summary>
public sealed record MailMessageDraft
{
    /// <summary>Names the mail for good, the same on every try; without the angle brackets.</summary>
    public required string MessageId { get; init; }

    /// <summary>
    /// Who it seems to come from: the merchant, or the platform. The address is always the platform's.
    /// </summary>
    public required string FromName { get; init; }

    public required string To { get; init; }

    /// <summary>Where answers go when not to the platform: the merchant's own address.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Where mail of this kind can be stopped at once; null for what is always sent.</summary>
    public string? StopUrl { get; init; }

    public required string Subject { get; init; }

    public required string Html { get; init; }

    public required string Text { get; init; }

    public IReadOnlyList<MailFile> Attachments { get; init; } = [];
}

/// <summary>A file that goes with a mail.</summary>
public sealed record MailFile(string FileName, string ContentType, byte[] Content);
