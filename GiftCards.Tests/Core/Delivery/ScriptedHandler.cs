using System.Collections.Concurrent;
using GiftCards.Core.Delivery;

namespace GiftCards.Tests.Core.Delivery;

/// <summary>An outbox handler that remembers what it was given and does as the test says.</summary>
internal sealed class ScriptedHandler : IOutboxHandler
{
    public const string TestType = "test";

    public string Type => TestType;

    /// <summary>Subjects in the order in which they were handed over.</summary>
    public ConcurrentQueue<string> Handled { get; } = new();

    public Func<OutboxMessage, CancellationToken, Task<OutboxOutcome>> Script { get; set; } =
        (_, _) => Task.FromResult(OutboxOutcome.Done);

    public Task<OutboxOutcome> HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        Handled.Enqueue(message.Subject);
        return Script(message, cancellationToken);
    }
}
