using System.Net;
using System.Net.Http.Headers;
using GiftCards.Core.Common;
using GiftCards.Tests.Support;
using GiftCards.Web.Api;
using Xunit;

namespace GiftCards.Tests.Api;

/// <summary>What holds for every answer, over a real connection.</summary>
public sealed class ConventionTests(ListeningApp listening) : IClassFixture<ListeningApp>
{
    /// <summary>What no route of the API answers, because only pages do such things; a route that does needs the entry.</summary>
    private static readonly HashSet<string> OfPagesAlone = new(StringComparer.Ordinal)
    {
        "account_at_work", "account_busy", "account_has_value", "account_unknown", "already_member", "bulk_file_unreadable", "bulk_rows_faulty", "campaign_over",
        "campaign_overlaps", "campaign_running", "price_changed", "unknown_placeholder", "bank_account_unverified", "bank_account_waits", "below_payout_minimum",
        "beyond_own_rights", "code_refused", "deposits_locked", "deposits_wrong", "export_too_large", "field_settled",
        "file_active", "file_damaged", "file_empty", "file_too_large", "file_unknown", "invitation_for_another",
        "last_administrator", "last_owner", "link_invalid", "location_in_use", "nothing_to_pay", "other_payout_provider",
        "payment_not_returned", "payout_provider_refused", "payouts_suspended", "picture_too_large",
        "review_not_bought", "review_own_merchant",
        "short_name_malformed", "short_name_reserved",
        "short_name_taken", "statement_unreadable", "step_missing", "terms_not_accepted", "too_many_cards",
        "too_many_files", "webhook_url_refused",
    };

    private readonly GiftCardsApp app = listening.App;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/nothing", 404, "not_found")]
    [InlineData("GET", "/merchants/a%00b", 400, null)]
    [InlineData("DELETE", "/merchants", 405, "invalid_request")]
    [InlineData("PUT", "/gift-cards/redeem", 405, "invalid_request")]
    [InlineData("GET", "/merchants/%FF", 404, "not_found")]
    [InlineData("GET", "/gift-cards", 401, "unauthenticated")]
    public async Task What_the_api_does_not_have_is_a_problem_document(string method, string path, int status, string? code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/api/v1{path}");
        using var client = app.AnonymousClient();
        using var response = await client.SendAsync(request, Token);

        Assert.Equal(status, (int)response.StatusCode);
        if (code is not null)
        {
            (await client.SendAsync(new HttpMethod(method), path, null, [])).AssertRefused((HttpStatusCode)status, code);
        }
    }

    [Theory]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("sk_test_demo_glamour_studio")]
    public async Task A_header_that_is_no_bearer_token_is_401_and_says_what_is_wanted(string header)
    {
        var answer = await app.AnonymousClient().GetJsonAsync("/merchants", ("Authorization", header));

        answer.AssertRefused(HttpStatusCode.Unauthorized, "unauthenticated");
        Assert.StartsWith("Bearer", answer.Response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ten_megabytes_are_refused(bool withLength)
    {
        var client = await app.ClientOfAsync(await app.AddMerchantAsync());
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/gift-cards/redeem")
        {
            Content = withLength ? new ByteArrayContent(new byte[10 << 20]) : new StreamContent(new Unsized(new byte[10 << 20])),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TransferEncodingChunked = !withLength;

        using var response = await client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("\"code\":\"invalid_request\"", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_answer_carries_an_id_of_its_own_is_not_stored_and_sets_no_cookie()
    {
        var client = app.AnonymousClient();
        var first = await client.GetJsonAsync("/merchants");
        var second = await client.GetJsonAsync("/nothing");

        foreach (var answer in new[] { first, second })
        {
            Assert.NotEmpty(answer.Header("X-Request-Id")!);
            Assert.True(answer.Response.Headers.CacheControl!.NoStore);
            Assert.False(answer.Response.Headers.Contains("Set-Cookie"));
        }

        Assert.NotEqual(first.Header("X-Request-Id"), second.Header("X-Request-Id"));
    }

    [Fact]
    public async Task The_words_are_english_whatever_the_client_prefers()
    {
        var plain = await app.AnonymousClient().GetJsonAsync("/merchants/nobody");
        var french = await app.AnonymousClient().GetJsonAsync("/merchants/nobody", ("Accept-Language", "fr"), ("Cookie", "language=c%3Dru%7Cuic%3Dru"));

        Assert.Equal(plain.Text("detail"), french.Text("detail"));
    }

    [Fact]
    public void Every_refusal_of_the_domain_has_a_status_a_title_and_words()
    {
        var codes = typeof(DomainError).Assembly.GetTypes().Concat(typeof(ProblemCatalogue).Assembly.GetTypes())
            .Where(type => type.IsSubclassOf(typeof(DomainError)))
            .Select(Make)
            .Where(error => !OfPagesAlone.Contains(error.Code))
            .ToList();

        Assert.NotEmpty(codes);
        foreach (var error in codes)
        {
            var entry = ProblemCatalogue.Find(error.Code);
            Assert.True(entry is not null, $"{error.Code} is missing from the catalogue.");
            Assert.True(
                entry.Status == Problems.StatusOf(error.Kind) || error.Code is "invalid_request" or "unavailable", error.Code);
        }
    }

    private static DomainError Make(Type type)
    {
        var constructor = type.GetConstructors()[0];
        var arguments = constructor.GetParameters().Select(parameter => parameter.ParameterType switch
        {
            var t when t == typeof(string) => (object?)"x",
            var t when t == typeof(Money) => Money.Zero(Currency.Of("AED")),
            var t when t == typeof(Currency) => Currency.Of("AED"),
            { IsValueType: true } t => Activator.CreateInstance(t),
            _ => null,
        });
        return (DomainError)constructor.Invoke([.. arguments]);
    }

    /// <summary>A stream that does not tell its length, so that the body is sent in chunks.</summary>
    private sealed class Unsized(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
