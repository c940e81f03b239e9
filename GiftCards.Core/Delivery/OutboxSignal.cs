using GiftCards.Core.Ledger;

namespace GiftCards.Core.Delivery;

/// <summary>Wakes the outbox of this node after a commit, so that nobody waits for its next round.</summary>
public sealed class OutboxSignal : IDisposable
{
    private readonly SemaphoreSlim waiting = new(0, 1);

    /// <summary>Says that there is something to send; saying it twice wakes once.</summary>
    public void Wake()
    {
        lock (waiting)
        {
            if (waiting.CurrentCount == 0)
            {
                waiting.Release();
            }
        }
    }

    /// <summary>The same where a movement left a message.</summary>
    internal void WakeFor(Movement movement)
    {
        if (movement.Beside.Any(row => row is OutboxMessage))
        {
            Wake();
        }
    }

    /// <summary>Returns when woken, or when the patience is over.</summary>
    public Task WaitAsync(TimeSpan patience, CancellationToken cancellationToken) =>
        waiting.WaitAsync(patience, cancellationToken);

    public void Dispose() => waiting.Dispose();
}
