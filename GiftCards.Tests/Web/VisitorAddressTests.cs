using System.Net;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace GiftCards.Tests.Web;

public sealed class VisitorAddressTests
{
    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2::")]
    public void One_household_counts_as_one_address(string from, string counted)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(from);

        Assert.Equal(counted, VisitorAddress.Of(context));
    }

    [Fact]
    public void Nothing_else_on_the_web_reads_the_bare_address()
    {
        var built = $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}";
        var web = Path.Combine(Support.Repository.Root, "GiftCards.Web");
        var readers = new[] { "*.cs", "*.razor" }
            .SelectMany(pattern => Directory.EnumerateFiles(web, pattern, SearchOption.AllDirectories))
            .Where(file => !file.Contains(built, StringComparison.Ordinal))
            .Where(file => File.ReadAllText(file).Contains("RemoteIpAddress", StringComparison.Ordinal))
            .Select(Path.GetFileName);

        Assert.Equal(["VisitorAddress.cs"], readers);
    }
}
