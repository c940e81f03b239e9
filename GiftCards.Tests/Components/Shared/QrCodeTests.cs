using Bunit;
using GiftCards.Web.Components.Shared;
using Xunit;

namespace GiftCards.Tests.Components.Shared;

public sealed class QrCodeTests
{
    [Fact]
    public void The_content_is_drawn_and_never_spelled_out()
    {
        using var context = new PageContext();

        var code = context.Render<QrCode>(qr => qr
            .Add(q => q.Content, "KATIA-2345-6789-ABCD")
            .Add(q => q.Label, "Code of the card"));

        Assert.Equal("Code of the card", code.Find("svg").GetAttribute("aria-label"));
        Assert.DoesNotContain("KATIA", code.Markup, StringComparison.Ordinal);
        Assert.True(code.FindAll("path")[1].GetAttribute("d")!.Length > 500);
    }
}
