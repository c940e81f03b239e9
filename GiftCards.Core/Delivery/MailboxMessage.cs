namespace GiftCards.Core.Delivery;

/// <summary>A mail that was kept instead of sent, for the mailbox page of Development.</summary>
public sealed class MailboxMessage
{
    public required Guid Id { get; init; }

    /// <summary>The mail's own Message-ID; a mail that is delivered again is kept once.</summary>
    public required string MessageId { get; init; }

    public required string FromName { get; init; }

    public required string To { get; init; }

    public required string Subject { get; init; }

    public required string Html { get; init; }

    public required string Text { get; init; }

    public required IReadOnlyList<MailboxAttachment> Attachments { get; init; }

    public required DateTimeOffset SentAt { get; init; }
}

/// <summary>A file that came with a kept mail.</summary>
public sealed class MailboxAttachment
{
    public required Guid MailId { get; init; }

    public required int Position { get; init; }

    public required string FileName { get; init; }

    public required string ContentType { get; init; }

    public required byte[] Content { get; init; }
}
