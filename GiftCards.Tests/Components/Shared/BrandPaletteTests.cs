using GiftCards.Core.Delivery;
using GiftCards.Web.Components.Shared;
using Xunit;

namespace GiftCards.Tests.Components.Shared;

public sealed class BrandPaletteTests
{
    private const double Enough = 4.5;

    public static TheoryData<string> Colors()
    {
        var data = new TheoryData<string>();
        string[] steps = ["00", "33", "66", "99", "CC", "FF"];
        foreach (var red in steps)
        {
            foreach (var green in steps)
            {
                foreach (var blue in steps)
                {
                    data.Add($"#{red}{green}{blue}");
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Colors))]
    public void Any_colour_can_be_written_on_and_written_in(string color)
    {
        var brand = BrandPalette.Of(color);

        Assert.True(Contrast(brand.Ink, brand.Surface) >= Enough, $"ink on {brand.Surface}");
        Assert.True(Contrast(brand.Ink, brand.Deep) >= Enough, $"ink on {brand.Deep}");
        Assert.True(Contrast(brand.Ink, brand.Glow) >= Enough, $"ink on {brand.Glow}");
        Assert.True(Contrast(brand.OnLight, "#FAF8F4") >= Enough, $"{brand.OnLight} on light paper");
        Assert.True(Contrast(brand.OnDark, "#1E1926") >= Enough, $"{brand.OnDark} on dark paper");
        Assert.True(Contrast("#120D18", brand.OnDark) >= Enough, $"dark ink on {brand.OnDark}");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("red")]
    [InlineData("#12345")]
    [InlineData("#GGGGGG")]
    [InlineData("#1 3456")]
    [InlineData("#123456;x")]
    public void Anything_else_becomes_the_colour_of_the_house(string? color) =>
        Assert.Equal(BrandPalette.Of("#8A1F52").Style, BrandPalette.Of(color).Style);

    private static double Contrast(string left, string right) =>
        BrandColor.FromHex(left).Contrast(BrandColor.FromHex(right));
}
