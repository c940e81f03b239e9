using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Onboarding;
using GiftCards.Tests.Core.Access;
using GiftCards.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace GiftCards.Tests.Core.Onboarding;

/// <summary>What leaves for addresses that merchants name, and what does not.</summary>
public sealed class WebhookTests
{
    private static readonly OutsideRules InEarnest = new(AllowsLoopback: false);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("https://example.com/hook", true)]
    [InlineData("https://example.com:8443/hook", false)]
    [InlineData("http://example.com/hook", false)]
    [InlineData("https://user:pass@example.com/", false)]
    [InlineData("ftp://example.com/", false)]
    [InlineData("file:///etc/passwd", false)]
    public void Only_https_at_its_usual_port_is_written_to(string address, bool allowed) =>
        Assert.Equal(allowed, InEarnest.Allows(new Uri(address)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.16.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("fc00::1")]
    [InlineData("ff02::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::")]
    public void No_connection_is_opened_into_a_private_network(string address) =>
        Assert.False(InEarnest.Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("93.184.216.34")]
    [InlineData("2606:2800:220:1::1")]
    public void A_public_address_is_spoken_to(string address) => Assert.True(InEarnest.Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("https://localhost/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f.1/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:127.0.0.1]/")]
    public async Task However_this_machine_is_written_it_is_not_spoken_to(string address)
    {
        using var client = new OutsideClient(InEarnest);
        var answer = await client.PostJsonAsync(new Uri(address), [], new Dictionary<string, string>(), Token);
        Assert.Equal("address_refused", answer.Failure);
    }

    [Fact]
    public async Task A_test_event_is_signed_as_standard_webhooks_says_and_its_answer_shown()
    {
        string? id = null, at = null, signature = null;
        var body = "";
        await using var server = await ListenAsync(async context =>
        {
            (id, at, signature) = (context.Request.Headers["webhook-id"], context.Request.Headers["webhook-timestamp"], context.Request.Headers["webhook-signature"]);
            using var reader = new StreamReader(context.Request.Body);
            body = await reader.ReadToEndAsync(Token);
            context.Response.StatusCode = 202;
            await context.Response.WriteAsync("thank you", Token);
        });
        await using var accounts = await AccountWorld.StartAsync(scale: 100);
        var world = accounts.World;
        var owner = await world.BeginAsync(await accounts.AddOwnerAsync());
        var save = new SaveWebhookHandler(world.Database, new OutsideRules(true), world.Clock);
        using var client = new OutsideClient(new OutsideRules(true));
        var test = ActivatorUtilities.CreateInstance<TestWebhookHandler>(world.Get<IServiceProvider>(), client);

        var saved = await save.HandleAsync(owner, server.Urls.First(), Token);
        var answer = await test.HandleAsync(owner, Token);

        Assert.Equal((202, "thank you"), (answer.Value.Status, answer.Value.Body));
        Assert.Contains("webhook.test", body, StringComparison.Ordinal);
        var key = Convert.FromBase64String(saved.Value!.Secret["whsec_".Length..]);
        Assert.Equal(32, key.Length);
        Assert.Equal("v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{at}.{body}"))), signature);
        Assert.Equal(202, (await world.SetUpAsync(owner)).Webhook!.TestStatus);
    }

    [Fact]
    public async Task A_redirection_is_not_followed_and_a_long_answer_not_read()
    {
        await using var server = await ListenAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path == "/away" ? 302 : 200;
            context.Response.Headers.Location = "http://169.254.169.254/";
            return context.Request.Path == "/away" ? Task.CompletedTask : context.Response.WriteAsync(new string('x', 100_000), Token);
        });
        using var client = new OutsideClient(new OutsideRules(true));
        var headers = new Dictionary<string, string>();

        Assert.Equal(302, (await client.PostJsonAsync(new Uri(server.Urls.First() + "/away"), [], headers, Token)).Status);
        Assert.Equal("answer_too_large", (await client.PostJsonAsync(new Uri(server.Urls.First()), [], headers, Token)).Failure);
    }

    [Fact]
    public async Task An_address_within_the_house_is_refused_when_it_is_saved_and_nobody_elses_is_seen()
    {
        await using var accounts = await AccountWorld.StartAsync(scale: 100);
        var world = accounts.World;
        var owner = (Actor.Staff)await world.BeginAsync(await accounts.AddOwnerAsync());
        var save = world.Get<SaveWebhookHandler>();

        Assert.IsType<WebhookUrlRefused>((await save.HandleAsync(owner, "http://10.0.0.1/", Token)).Error);
        Assert.IsType<WebhookUrlRefused>((await save.HandleAsync(owner, "not an address", Token)).Error);
        Assert.IsType<Forbidden>((await save.HandleAsync(new Actor.Staff(owner.User, owner.Merchant, StaffRole.Manager), "https://example.com/", Token)).Error);
        var first = await save.HandleAsync(owner, "https://example.com/", Token);
        var second = await save.HandleAsync(owner, "https://example.com/other", Token);
        Assert.Equal(first.Value!.Secret, second.Value!.Secret);
        Assert.Null((await save.HandleAsync(owner, "", Token)).Value);
        Assert.IsType<NotFound>((await world.Get<TestWebhookHandler>().HandleAsync(owner, Token)).Error);
    }

    private static async Task<WebApplication> ListenAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{FreePort()}");
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync(Token);
        return app;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
