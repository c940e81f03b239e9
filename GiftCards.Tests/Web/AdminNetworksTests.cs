using System.Net;
using GiftCards.Tests.Support;
using GiftCards.Web.Security;
using Xunit;

namespace GiftCards.Tests.Web;

public sealed class AdminNetworksTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Administration_is_not_there_for_addresses_that_are_not_named()
    {
        await using var app = await GiftCardsApp.StartAsync(settings: [("Admin:AllowedNetworks", "10.1.0.0/16, 203.0.113.7, 2001:db8::/32")]);

        Assert.Equal(HttpStatusCode.NotFound, await AskAsync(app, "198.51.100.1", "/admin"));
        Assert.Equal(HttpStatusCode.NotFound, await AskAsync(app, "198.51.100.1", "/Admin/ledger"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(app, "198.51.100.1", "/balance"));
        foreach (var address in new[] { "10.1.255.1", "203.0.113.7", "::ffff:203.0.113.7", "2001:db8:7::1" })
        {
            // Whoever is let through is asked to sign in.
            Assert.Equal(HttpStatusCode.Found, await AskAsync(app, address, "/admin"));
        }
    }

    [Fact]
    public async Task Without_the_setting_administration_is_there_for_everybody()
    {
        await using var app = await GiftCardsApp.StartAsync();
        Assert.Equal(HttpStatusCode.Found, await AskAsync(app, "198.51.100.1", "/admin"));
    }

    [Theory]
    [InlineData("office")]
    [InlineData("10.1.0.0/33")]
    [InlineData("10.1.0.0/16; 10.2.0.0/16")]
    public void A_broken_entry_is_told_at_the_start_and_locks_nobody_out(string text)
    {
        List<string> problems = [];
        AdminNetworks.Read(text, problems);
        Assert.Contains(text, Assert.Single(problems), StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> AskAsync(GiftCardsApp app, string address, string path)
    {
        using var client = app.AnonymousClient(address);
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Token);
        return answer.StatusCode;
    }
}
