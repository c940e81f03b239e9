using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace GiftCards.Web.Components.Merchant;

/// <summary>What only the browser can do for the counter: keep a sale while there is no connection.</summary>
internal sealed class CounterScript(IJSRuntime runtime) : IAsyncDisposable
{
    private IJSObjectReference? module;

    /// <summary>Begins to look after the counter's sales.</summary>
    /// <param name="root">The counter's element.</param>
    /// <param name="name">Whose sales these are; nobody else takes them up.</param>
    /// <param name="owner">Who is told when the connection is back.</param>
    public async Task AttachAsync<T>(ElementReference root, string name, DotNetObjectReference<T> owner)
        where T : class
    {
        module = await runtime.InvokeAsync<IJSObjectReference>("import", "./js/counter.js");
        await module.InvokeVoidAsync("attach", root, name, owner);
    }

    /// <summary>The sale that waits longest for its end; else what was typed last; null for neither.</summary>
    public async Task<KeptSale?> KeptAsync() =>
        module is null ? null : await module.InvokeAsync<KeptSale?>("kept");

    public async Task ForgetAsync(string key)
    {
        if (module is not null)
        {
            await module.InvokeVoidAsync("forget", key);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (module is not null)
            {
                await module.InvokeVoidAsync("detach");
                await module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The tab is gone, and its scripts with it.
            module = null;
        }
    }
}
