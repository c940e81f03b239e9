using Bunit;
using GiftCards.Core.Common;
using GiftCards.Web.Components.Shared;
using Xunit;

namespace GiftCards.Tests.Components.Shared;

public sealed class MoneyLabelTests
{
    [Theory]
    [InlineData("en", 125_000, "AED", "AED\u00A01,250.00")]
    [InlineData("ar", 125_000, "AED", "1,250.00\u00A0AED")]
    [InlineData("es", 500_000, "JPY", "500.000\u00A0JPY")]
    [InlineData("en", 10_500, "KWD", "KWD\u00A010.500")]
    public void Amounts_are_written_as_the_language_writes_them(
        string language, long minor, string currency, string expected)
    {
        using var context = new PageContext(language);

        var label = context.Render<MoneyLabel>(l => l.Add(m => m.Amount, new Money(minor, Currency.Of(currency))));

        Assert.Equal(expected, label.Find("bdi.num").TextContent);
    }
}
