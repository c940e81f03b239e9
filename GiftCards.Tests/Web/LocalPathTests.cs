using GiftCards.Web.Security;
using Xunit;

namespace GiftCards.Tests.Web;

public sealed class LocalPathTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/search?q=spa&after=x")]
    [InlineData("/m/glamour-studio#cards")]
    public void Paths_of_this_site_are_followed(string path) => Assert.Equal(path, LocalPath.OrHome(path));

    [Theory]
    [InlineData("/search?q=спа", "/search?q=%D1%81%D0%BF%D0%B0")]
    [InlineData("/m/café/\U0001F381?x=%20", "/m/caf%C3%A9/%F0%9F%8E%81?x=%20")]
    public void Letters_that_no_header_takes_are_escaped(string path, string escaped) =>
        Assert.Equal(escaped, LocalPath.OrHome(path));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("search")]
    [InlineData("https://evil.example")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("javascript:alert(1)")]
    public void Everything_that_could_lead_elsewhere_goes_home(string? path) =>
        Assert.Equal("/", LocalPath.OrHome(path));
}
