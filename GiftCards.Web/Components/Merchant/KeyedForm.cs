using GiftCards.Core.Common;
using GiftCards.Web.Components.Shared;
using GiftCards.Web.Resources;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace GiftCards.Web.Components.Merchant;

/// <summary>What all forms that move money have in common: one call under one key, and a way back.</summary>
public abstract class KeyedForm : ComponentBase
{
    /// <summary>It is done; carries what to tell about it.</summary>
    [Parameter, EditorRequired]
    public EventCallback<string> OnDone { get; set; }

    /// <summary>The person closed the form.</summary>
    [Parameter, EditorRequired]
    public EventCallback OnClose { get; set; }

    [Inject]
    protected IStringLocalizer<DeskText> Text { get; set; } = default!;

    protected KeyedCall Call { get; private set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    [Inject]
    private ILogger<KeyedForm> Logger { get; set; } = default!;

    /// <summary>An amount as people read it.</summary>
    protected static string Format(Money amount) => SentenceText.Of(amount);

    /// <summary>A difference as people read it, with its sign also where it adds.</summary>
    protected static string WithSign(Money amount) => SentenceText.OfDifference(amount);

    protected static string? TextOrNull(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    protected override void OnInitialized() => Call = new KeyedCall(Current, Logger);

    /// <summary>Sends the call; once it is done, tells what <paramref name="tell"/> makes of its answer.</summary>
    protected async Task SendAsync<T>(
        Func<Actor, string, Task<Result<Answer<T>>>> call, Func<T, string> tell)
    {
        var told = "";
        await Call.SendAsync(async (actor, key) =>
        {
            var answer = await call(actor, key);
            told = answer.IsOk ? tell(answer.Value.Value) : "";
            return answer.Error;
        });
        if (Call.IsDone)
        {
            await OnDone.InvokeAsync(told);
        }
    }
}
