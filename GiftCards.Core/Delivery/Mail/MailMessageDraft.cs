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
public sealed record MailFile(string FileName, string ContentType, byte[] Content)
{
    /// <summary>The name by which the mail's HTML shows it; null for a file that is attached beside it.</summary>
    public string? ContentId { get; private init; }

    /// <summary>A picture that is shown within the mail: nothing is loaded from elsewhere when it is read.</summary>
    public static MailFile Inline(string fileName, string contentType, byte[] content) =>
        new(fileName, contentType, content) { ContentId = ContentIdOf(fileName) };

    /// <summary>The name that an inline file of this file name has.</summary>
    public static string ContentIdOf(string fileName) => $"{fileName}@giftcards";
}
