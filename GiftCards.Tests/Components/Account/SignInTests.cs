using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Web.Hosting;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace GiftCards.Tests.Components.Account;

public sealed class SignInTests
{
    [Theory]
    [InlineData("/wallet", false)]
    [InlineData("/merchant/counter", false, StaffRole.Cashier)]
    [InlineData("/merchant", false, StaffRole.Manager)]
    [InlineData("/merchant", false, StaffRole.Cashier, StaffRole.Owner)]
    [InlineData("/admin", true, StaffRole.Owner)]
    public void People_land_where_their_work_is(string page, bool isAdministrator, params StaffRole[] roles) =>
        Assert.Equal(page, BrowserSignIn.HomeOf(new Profile
        {
            Id = new UserId(Guid.NewGuid()),
            Email = "petra@mail.test",
            IsEmailConfirmed = true,
            DisplayName = "Petra",
            Phone = null,
            Birthday = null,
            Language = "en",
            IsAdministrator = isAdministrator,
            Roles = [.. roles.Select(role => new Membership(new MerchantSummary(MerchantId.Platform, "m", "M"), role))],
        }));

    [Theory]
    [InlineData("https://cards.example.com", "__Host-session", CookieSecurePolicy.Always)]
    [InlineData("http://localhost:5080", "session", CookieSecurePolicy.SameAsRequest)]
    public void The_cookie_is_as_strict_as_the_public_address_allows(string url, string name, CookieSecurePolicy secure)
    {
        var options = new CookieAuthenticationOptions();

        SessionCookie.Configure(options, new PublicAddress(new Uri(url)));

        Assert.Equal((name, secure), (options.Cookie.Name, options.Cookie.SecurePolicy));
        Assert.Equal((true, SameSiteMode.Lax, "/"), (options.Cookie.HttpOnly, options.Cookie.SameSite, options.Cookie.Path));
    }

    [Fact]
    public async Task The_cookie_itself_sends_nobody_anywhere()
    {
        var options = new CookieAuthenticationOptions();
        SessionCookie.Configure(options, new PublicAddress(new Uri("http://localhost:5080")));
        var http = new DefaultHttpContext();
        var scheme = new AuthenticationScheme(BrowserSignIn.Scheme, null, typeof(CookieAuthenticationHandler));
        var redirect = new RedirectContext<CookieAuthenticationOptions>(
            http, scheme, options, new AuthenticationProperties(), "/кот");

        await options.Events.RedirectToReturnUrl(redirect);

        Assert.Equal((StatusCodes.Status200OK, 0), (http.Response.StatusCode, http.Response.Headers.Location.Count));
    }
}
