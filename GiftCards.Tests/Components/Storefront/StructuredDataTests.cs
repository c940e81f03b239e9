using System.Text.Json;
using Bunit;
using GiftCards.Web.Components.Storefront;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace GiftCards.Tests.Components.Storefront;

public sealed class StructuredDataTests
{
    [Fact]
    public void A_merchants_text_cannot_leave_the_script_it_stands_in()
    {
        const string Name = "</script><script>alert(1)</script> & \"Söhne\"";
        using var context = new PageContext();
        var http = new DefaultHttpContext();

        var data = context.Render<StructuredData>(facts => facts
            .AddCascadingValue<HttpContext>(http)
            .Add(f => f.Facts, new Dictionary<string, object?> { ["name"] = Name, ["telephone"] = null }));

        var script = Assert.Single(data.FindAll("script"));
        Assert.Equal(CspNonce.Of(http), script.GetAttribute("nonce"));
        var read = JsonSerializer.Deserialize<Dictionary<string, string>>(script.TextContent)!;
        Assert.Equal(Name, read["name"]);
        Assert.False(read.ContainsKey("telephone"));
    }
}
