namespace GiftCards.Core.Delivery;

/// <summary>
/// Does what one type of outbox message asks for. May be called again for a message that it already dealt with.
/// </summary>
public interface IOutboxHandler
{
    /// <summary>One of <see cref="OutboxTypes"/>.</summary>
    string Type { get; }

    /// <summary>Throws when another try may help, which then comes later.</summary>
    Task<OutboxOutcome> HandleAsync(OutboxMessage message, CancellationToken cancellationToken);
}

/// <summary>How a message came out.</summary>
/// <param name="GivenUpBecause">
/// Null when done; else why no further try can help, a word or two without any name or address.
/// </param>
public readonly record struct OutboxOutcome(string? GivenUpBecause)
{
    public static readonly OutboxOutcome Done;

    /// <summary>What the message is about does not exist.</summary>
    public static readonly OutboxOutcome SubjectMissing = new("subject_missing");

    /// <summary>There is an address, and no mail can go to it.</summary>
    public static readonly OutboxOutcome AddressUnusable = new("address_unusable");
}
