using GiftCards.Web.Hosting;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace GiftCards.Tests.Web;

public sealed class SecurityHeadersTests
{
    [Fact]
    public void Scripts_run_from_this_site_or_with_the_nonce_of_this_answer_and_nothing_may_frame_us()
    {
        var policy = SecurityHeaders.Policy("abc", At("https://cards.example.com"));

        Assert.Contains("script-src 'self' 'nonce-abc';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("connect-src 'self' wss://cards.example.com", policy, StringComparison.Ordinal);
        Assert.Contains("upgrade-insecure-requests", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", policy, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_where_a_buyer_pays_in_Stripes_form_its_script_and_frames_are_let_in()
    {
        var policy = SecurityHeaders.Policy("abc", At("https://cards.example.com"), pays: true);

        Assert.Contains("script-src 'self' 'nonce-abc' https://js.stripe.com https://*.js.stripe.com;", policy, StringComparison.Ordinal);
        Assert.Contains("connect-src 'self' wss://cards.example.com https://api.stripe.com", policy, StringComparison.Ordinal);
        Assert.Contains("frame-src https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("stripe", SecurityHeaders.Policy("abc", At("https://cards.example.com")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/m/glamour-studio/buy", true)]
    [InlineData("/buy/platform", true)]
    [InlineData("/wallet/gc_1/top-up", true)]
    [InlineData("/top-up/abc", true)]
    [InlineData("/m/glamour-studio", false)]
    [InlineData("/", false)]
    [InlineData("/admin/payments", false)]
    [InlineData("/gift/abc", false)]
    public void Buyers_pay_on_these_pages_and_on_no_other(string path, bool pays) => Assert.Equal(pays, PaymentForm.IsOn(path));

    [Fact]
    public void Without_https_nothing_is_upgraded() =>
        Assert.DoesNotContain("upgrade", SecurityHeaders.Policy("abc", At("http://localhost:5080")), StringComparison.Ordinal);

    [Fact]
    public void Every_answer_has_a_nonce_of_its_own()
    {
        var (first, second) = (new DefaultHttpContext(), new DefaultHttpContext());

        Assert.Equal(CspNonce.Of(first), CspNonce.Of(first));
        Assert.NotEqual(CspNonce.Of(first), CspNonce.Of(second));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("https://cards.example.com", true)]
    [InlineData("http://localhost:5099", true)]
    [InlineData("https://evil.example", false)]
    [InlineData("https://cards.example.com.evil.example", false)]
    [InlineData("http://localhost", false)]
    [InlineData("null", false)]
    public void A_circuit_is_opened_only_by_our_own_pages(string origin, bool ours)
    {
        var context = new DefaultHttpContext();
        context.Request.Scheme = "http";
        context.Request.Host = new HostString("localhost:5099");
        context.Request.Headers.Origin = origin;

        Assert.Equal(ours, CircuitOrigin.IsOurs(context.Request, At("https://cards.example.com")));
    }

    private static PublicAddress At(string url) => new(new Uri(url));
}
