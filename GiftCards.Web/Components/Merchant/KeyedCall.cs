using GiftCards.Core.Common;
using GiftCards.Web.Security;

namespace GiftCards.Web.Components.Merchant;

/// <summary>Asks a use case, as somebody and under a key; answers with the refusal, or null.</summary>
public delegate Task<DomainError?> AskUseCase(Actor actor, string key);

/// <summary>
/// What one form asks of the books. Its idempotency key is made with it, when the form opens, so that however often is
/// pressed, and whatever gets lost on the way, the effect happens once.
/// </summary>
public sealed class KeyedCall(CurrentActor current, ILogger logger)
{
    private readonly string key = Guid.NewGuid().ToString();
    private AskUseCase? sent;

    public bool IsBusy { get; private set; }

    /// <summary>Why it was refused the last time.</summary>
    public DomainError? Refusal { get; private set; }

    /// <summary>Whether it happened is not known. It is kept as it was sent; sending it again is safe.</summary>
    public bool IsUncertain { get; private set; }

    public bool IsDone { get; private set; }

    /// <summary>Nothing in the form may change now.</summary>
    public bool IsLocked => IsBusy || IsUncertain || IsDone;

    /// <summary>Sends it. Called again while it runs, or when it is done, it does nothing.</summary>
    public async Task SendAsync(AskUseCase ask)
    {
        if (IsBusy || IsDone)
        {
            return;
        }

        // A second try must ask for exactly what the first one asked for, or its key would not fit.
        var again = IsUncertain;
        sent = again ? sent! : ask;
        (IsBusy, Refusal, IsUncertain) = (true, null, false);
        try
        {
            // Gives way once, so that the screen shows that something is going on.
            await Task.Yield();

            // Nothing cancels this: whoever leaves the page must not stop a movement half-way.
            var actor = await current.StaffAsync(CancellationToken.None);
            Refusal = actor.IsOk ? await sent(actor.Value, key) : actor.Error;
            if (actor.IsOk && Refusal is not null && again)
            {
                // The first try may have come through just now, and be what this one was refused for.
                Refusal = await sent(actor.Value, key);
            }

            IsDone = Refusal is null;
        }
        catch (Exception error)
        {
            IsUncertain = true;
            logger.LogError(error, "It is not known whether a change of a card went through");
        }
        finally
        {
            IsBusy = false;
        }
    }
}
