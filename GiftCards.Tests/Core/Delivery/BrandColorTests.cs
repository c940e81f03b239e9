using GiftCards.Core.Delivery;
using Xunit;

namespace GiftCards.Tests.Core.Delivery;

public sealed class BrandColorTests
{
    [Theory]
    [InlineData("#FFFFFF")]
    [InlineData("#FFD400")]
    [InlineData("#808080")]
    [InlineData("#FF0000")]
    [InlineData("#5B4BDB")]
    [InlineData("#000000")]
    public void Text_on_any_brand_colour_and_any_brand_colour_as_text_can_be_read(string hex)
    {
        var brand = BrandColor.FromHex(hex);
        var text = brand.TextColor;

        Assert.True(brand.AsBackgroundFor(text).Contrast(text) >= BrandColor.ReadableContrast);
        Assert.True(brand.ReadableOn(BrandColor.White).Contrast(BrandColor.White) >= BrandColor.ReadableContrast);
    }

    [Theory]
    [InlineData("red")]
    [InlineData("#12345")]
    [InlineData("#GGGGGG")]
    [InlineData("#FFF\";}")]
    [InlineData(null)]
    public void What_is_no_colour_becomes_the_platforms_own(string? text)
    {
        Assert.Equal(BrandColor.Default, BrandColor.FromHex(text));
    }

    [Fact]
    public void A_colour_is_written_as_it_was_read()
    {
        Assert.Equal("#B3446C", BrandColor.FromHex("#B3446C").ToHex());
    }
}
