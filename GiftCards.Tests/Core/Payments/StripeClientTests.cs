using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using GiftCards.Core.Common;
using GiftCards.Core.Payments;
using GiftCards.Core.Payments.Stripe;
using GiftCards.Tests.Support;
using GiftCards.Tests.Support.Stripe;
using Microsoft.Extensions.Logging;
using Xunit;

namespace GiftCards.Tests.Core.Payments;

/// <summary>How we speak to Stripe, and what becomes of it when the line or the other side fails.</summary>
public sealed class StripeClientTests : IAsyncLifetime
{
    private static readonly Money Price = new(10_000, Currency.Of("AED"));
    private static readonly Dictionary<string, string> Nothing = [];
    private readonly LogLines log = new();
    private ILoggerFactory logging = null!;
    private StripeServer server = null!;
    private StripeClient client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await StripeServer.StartAsync();
        logging = LoggerFactory.Create(builder => builder.AddProvider(log));
        client = ClientOf(server.Options);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        logging.Dispose();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData(StripeTrouble.Reset)]
    [InlineData(StripeTrouble.ResetAfter)]
    [InlineData(StripeTrouble.TooMany)]
    [InlineData(StripeTrouble.Unavailable)]
    [InlineData(StripeTrouble.HangAfter)]
    public async Task What_got_no_answer_is_asked_again_and_happens_once(StripeTrouble trouble)
    {
        server.Faults.Next(trouble, "POST", times: 2);

        var intent = await CreateAsync("once");

        Assert.Equal(10_000, intent.Amount);
        Assert.Equal("aed", intent.Currency);
        Assert.Single(server.Store.Of("payment_intent"));
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task Asking_has_an_end_and_says_that_nobody_knows()
    {
        server.Faults.All(StripeTrouble.Reset);

        var error = await Assert.ThrowsAsync<StripeException>(() => CreateAsync("never"));

        Assert.Null(error.Status);
        Assert.False(error.IsFinal);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_refusal_is_not_asked_again()
    {
        var error = await Assert.ThrowsAsync<StripeException>(
            () => client.CreateRefundAsync("pi_none", Price, Nothing, "refund", Token));

        Assert.True(error.IsFinal);
        Assert.True(error.IsMissing);
        Assert.Equal("resource_missing", error.Code);
        Assert.Equal(HttpStatusCode.NotFound, error.Status);
        Assert.StartsWith("req_", error.RequestId, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task What_is_unknown_is_none() =>
        Assert.Null(await client.FindPaymentIntentAsync("pi_none", Token));

    [Fact]
    public async Task The_same_key_is_the_same_payment_and_for_something_else_an_error()
    {
        var first = await CreateAsync("key");
        var second = await CreateAsync("key");
        var other = await Assert.ThrowsAsync<StripeException>(
            () => client.CreatePaymentIntentAsync(Price + Price, null, Nothing, "key", Token));

        Assert.Equal(first.Id, second.Id);
        Assert.Equal("idempotency_error", other.Type);
        Assert.False(other.IsFinal);
    }

    [Fact]
    public async Task A_wrong_key_can_be_mended_so_it_is_no_refusal_for_good()
    {
        using var stranger = ClientOf(server.Options with { SecretKey = "sk_test_wrong" });

        var error = await Assert.ThrowsAsync<StripeException>(
            () => stranger.CreatePaymentIntentAsync(Price, null, Nothing, "key", Token));

        Assert.Equal(HttpStatusCode.Unauthorized, error.Status);
        Assert.False(error.IsFinal);
    }

    [Fact]
    public async Task Lists_are_read_to_their_end()
    {
        for (var i = 0; i < 130; i++)
        {
            await CreateAsync($"key-{i}");
        }

        var ids = new List<string>();
        await foreach (var intent in client.ListPaymentIntentsAsync(DateTimeOffset.UnixEpoch, Token))
        {
            ids.Add(intent.Id);
        }

        Assert.Equal(130, ids.Distinct().Count());
    }

    [Fact]
    public async Task The_log_names_requests_and_holds_no_key_and_no_parameter()
    {
        var intent = await CreateAsync("secret-idempotency");
        await client.SearchPaymentIntentsAsync("order", "ord_secret", Token);

        var lines = string.Join('\n', log.Own);
        Assert.Contains("POST /v1/payment_intents with 200 (req_", lines, StringComparison.Ordinal);
        Assert.DoesNotContain(StripeServer.SecretKey, lines, StringComparison.Ordinal);
        Assert.DoesNotContain(intent.ClientSecret!, lines, StringComparison.Ordinal);
        Assert.DoesNotContain("ord_secret", lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parameter_that_Stripe_does_not_know_would_be_found_here()
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", StripeServer.SecretKey);
        http.DefaultRequestHeaders.Add("Stripe-Version", StripeClient.ApiVersion);
        http.DefaultRequestHeaders.Add("Idempotency-Key", "k");
        using var form = new FormUrlEncodedContent([new("amount", "1"), new("currency", "aed"), new("colour", "red")]);

        var answer = await http.PostAsync(new Uri("/v1/payment_intents", UriKind.Relative), form, Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("parameter_unknown", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    /// <summary>
    /// Stripe publishes an example of each object (github.com/stripe/openapi). Where the file is at hand, the server's
    /// objects are held against it: no property that Stripe has not, and each of the same kind.
    /// </summary>
    [Fact]
    public async Task The_servers_objects_have_Stripes_shapes()
    {
        var file = Environment.GetEnvironmentVariable("GIFTCARDS_STRIPE_EXAMPLES");
        Assert.SkipUnless(File.Exists(file), "GIFTCARDS_STRIPE_EXAMPLES names no file with Stripe's published examples.");
        var examples = JsonNode.Parse(await File.ReadAllTextAsync(file, Token))!["resources"]!;
        await MakeOneOfEachAsync();

        var wrong = new List<string>();
        foreach (var kind in new[] { "payment_intent", "charge", "refund", "dispute", "balance_transaction", "event", "account", "transfer", "payout" })
        {
            var own = server.Store.Of(kind).First();
            var example = examples[kind]!.AsObject();
            wrong.AddRange(own.Where(each => !example.ContainsKey(each.Key)).Select(each => $"{kind}.{each.Key}"));
            wrong.AddRange(own.Where(each => each.Value is not null && example[each.Key] is { } theirs && !AreAlike(each.Value, theirs))
                .Select(each => $"{kind}.{each.Key} is {each.Value!.GetValueKind()}, not {example[each.Key]!.GetValueKind()}"));
        }

        Assert.Empty(wrong);
    }

    private static bool AreAlike(JsonNode own, JsonNode theirs) => (own.GetValueKind(), theirs.GetValueKind()) switch
    {
        (JsonValueKind.True or JsonValueKind.False, JsonValueKind.True or JsonValueKind.False) => true,
        var (left, right) => left == right,
    };

    private async Task MakeOneOfEachAsync()
    {
        var intent = await CreateAsync("shapes");
        server.Payments.Confirm(intent.Id);
        await client.CreateRefundAsync(intent.Id, new Money(100, Price.Currency), Nothing, "refund", Token);
        server.Disputes.Open(intent.Id, 500);
        var account = await client.CreateAccountAsync("AE", null, Nothing, "account", Token);
        server.Connect.Enable(account.Id);
        await client.CreateTransferAsync(account.Id, new Money(1_000, Price.Currency), "grp", Nothing, "transfer", Token);
        server.Connect.PayOut(1_000, "aed");
    }

    private Task<StripePaymentIntent> CreateAsync(string key) =>
        client.CreatePaymentIntentAsync(Price, null, new Dictionary<string, string> { ["order"] = "ord_1" }, key, Token);

    private StripeClient ClientOf(StripeOptions options) => new(options, logging.CreateLogger<StripeClient>());
}
