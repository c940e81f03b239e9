namespace GiftCards.Core.Ledger;

/// <summary>
/// Writes a group of movements in one commit, on the connection of one lane. Used by one caller at a time.
/// </summary>
internal interface IMovementWriter : IAsyncDisposable
{
    /// <summary>
    /// Answers, after the commit, which of the movements the guard let through. When it throws, the caller asks
    /// <see cref="Persistence.DatabaseFailures.IsRefusedStatement"/> whether it is certain that nothing was written.
    /// </summary>
    Task<bool[]> WriteAsync(IReadOnlyList<Movement> group);
}
