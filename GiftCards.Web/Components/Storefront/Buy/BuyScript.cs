using Microsoft.JSInterop;

namespace GiftCards.Web.Components.Storefront.Buy;

/// <summary>
/// What only the browser can do for the wizard: keep the order's token for this tab, and move the focus.
/// </summary>
internal sealed class BuyScript(IJSRuntime runtime) : IAsyncDisposable
{
    private IJSObjectReference? module;

    /// <summary>The token of this merchant's order in this tab, if the page was loaded again; null for none.</summary>
    public async Task<string?> RecallAsync(string slug) =>
        await (await ModuleAsync()).InvokeAsync<string?>("recall", slug);

    public async Task RememberAsync(string slug, string token, bool isComplete) =>
        await (await ModuleAsync()).InvokeVoidAsync("remember", slug, token, isComplete);

    public async Task ForgetAsync(string slug) => await (await ModuleAsync()).InvokeVoidAsync("forget", slug);

    /// <summary>What was typed in this tab and is not ordered yet; null for nothing.</summary>
    public async Task<string?> RecallDraftAsync(string slug) =>
        await (await ModuleAsync()).InvokeAsync<string?>("recallDraft", slug);

    /// <summary>Keeps for this tab what is typed; a browser that keeps nothing is let be.</summary>
    public async Task KeepDraftAsync(string slug, string draft) =>
        await (await ModuleAsync()).InvokeVoidAsync("keepDraft", slug, draft);

    public async Task ForgetDraftAsync(string slug) =>
        await (await ModuleAsync()).InvokeVoidAsync("forgetDraft", slug);

    /// <summary>Moves the focus to the element and the element into view.</summary>
    public async Task FocusAsync(string elementId) => await (await ModuleAsync()).InvokeVoidAsync("focusOn", elementId);

    /// <summary>Groups the digits of card number and expiry while they are typed.</summary>
    public async Task GroupDigitsAsync() => await (await ModuleAsync()).InvokeVoidAsync("groupDigits");

    /// <summary>Whether this very page was loaded, and not another one from which the visitor came here.</summary>
    public async Task<bool> IsOwnDocumentAsync() =>
        await (await ModuleAsync()).InvokeAsync<bool>("isOwnDocument");

    /// <summary>Loads the page anew.</summary>
    public async Task ReloadAsync() => await (await ModuleAsync()).InvokeVoidAsync("reload");

    /// <summary>Takes from the address what a bank's page added; answers whether there was anything.</summary>
    public async Task<bool> TidyAddressAsync() => await (await ModuleAsync()).InvokeAsync<bool>("tidyAddress");

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (module is not null)
            {
                await module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The tab is gone, and its scripts with it.
            module = null;
        }
    }

    private async Task<IJSObjectReference> ModuleAsync() =>
        module ??= await runtime.InvokeAsync<IJSObjectReference>("import", "./js/buy.js");
}
