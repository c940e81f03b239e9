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
