using Xunit;

namespace GiftCards.Tests.Support;

/// <summary>The whole application behind a real connection, shared by a class of tests.</summary>
public sealed class ListeningApp : IAsyncLifetime
{
    public GiftCardsApp App { get; } = new();

    public Uri Address { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await App.InitializeAsync();
        Address = App.Listen();
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
