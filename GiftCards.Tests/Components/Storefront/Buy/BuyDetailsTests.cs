using System.Globalization;
using Bunit;
using Xunit;

namespace GiftCards.Tests.Components.Storefront.Buy;

/// <summary>What a buyer fills in, and what is said when it cannot be so.</summary>
public sealed class BuyDetailsTests
{
    [Fact]
    public async Task An_amount_outside_the_limits_is_refused_with_both_limits()
    {
        await using var page = await WizardPage.OpenAsync();

        page.ChooseOwnAmount("9.99");

        Assert.Contains("AED\u00A010.00", page.ErrorOf("buy-amount"), StringComparison.Ordinal);
        Assert.Contains("AED\u00A010,000.00", page.ErrorOf("buy-amount"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "AED", "250.50", 25_050)]
    [InlineData("fr", "AED", "250,50", 25_050)]
    [InlineData("ru", "AED", "250,50", 25_050)]
    [InlineData("ar", "AED", "٢٥٠٫٥٠", 25_050)]
    [InlineData("en", "JPY", "25000", 25_000)]
    [InlineData("en", "KWD", "250.500", 250_500)]
    public async Task An_own_amount_is_read_as_the_language_and_the_currency_write_it(
        string language, string currency, string typed, long minor)
    {
        await using var page = await WizardPage.OpenAsync(language, currency);

        page.ChooseOwnAmount(typed);
        page.FillBuyer();
        await page.ProceedAsync();

        Assert.Equal(minor, Assert.Single(Assert.Single(await page.OrdersAsync()).Items).AmountMinor);
    }

    [Theory]
    [InlineData("en", "AED", "1,000")]
    [InlineData("en", "AED", "twelve")]
    [InlineData("en", "AED", "10.999")]
    [InlineData("en", "AED", "-20")]
    [InlineData("en", "AED", "999999999999999999")]
    [InlineData("en", "JPY", "2500.5")]
    [InlineData("en", "KWD", "100.005")]
    public async Task What_is_no_amount_of_the_currency_is_refused_and_nothing_is_ordered(string language, string currency, string typed)
    {
        await using var page = await WizardPage.OpenAsync(language, currency);

        page.ChooseOwnAmount(typed);
        page.FillBuyer();
        await page.ProceedAsync(expected: "details");

        Assert.NotEmpty(page.ErrorOf("buy-amount"));
        Assert.Empty(await page.OrdersAsync());
    }

    [Fact]
    public async Task Going_on_with_empty_fields_sums_the_errors_up_and_orders_nothing()
    {
        await using var page = await WizardPage.OpenAsync();

        await page.ProceedAsync(expected: "details");

        Assert.Equal(2, page.Wizard.FindAll("#buy-summary li").Count);
        Assert.Equal("true", page.Wizard.Find("#buy-buyername").GetAttribute("aria-invalid"));
        Assert.Equal("buy-buyeremail-hint buy-buyeremail-error", page.Wizard.Find("#buy-buyeremail").GetAttribute("aria-describedby"));
        Assert.Empty(await page.OrdersAsync());
    }

    [Fact]
    public async Task An_error_goes_away_while_it_is_being_mended()
    {
        await using var page = await WizardPage.OpenAsync();
        page.Type("buy-buyeremail", "ben@");
        page.Leave("buy-buyeremail");
        Assert.NotEmpty(page.ErrorOf("buy-buyeremail"));

        page.Type("buy-buyeremail", "ben@example.test");

        Assert.Empty(page.Wizard.FindAll("#buy-buyeremail-error"));
    }

    [Fact]
    public async Task The_card_is_drawn_as_it_is_typed()
    {
        await using var page = await WizardPage.OpenAsync();

        page.ChooseOwnAmount("75");
        page.Type("buy-recipientname", "Rita");
        page.Type("buy-message", "Enjoy!");
        page.Type("buy-buyername", "Ben");

        var card = page.Wizard.Find(".buy-preview .gift-card").GetAttribute("aria-label");
        Assert.Equal("Gift card Merchant salon, AED\u00A075.00, For Rita, From Ben, Enjoy!", card);
    }

    [Fact]
    public async Task A_scheduled_gift_shows_both_zones_and_is_ordered_for_that_instant()
    {
        await using var page = await WizardPage.OpenAsync();

        page.Choose("On a day of your choice");
        page.Wizard.Find("#buy-deliver-on").Input("2027-02-14");
        page.Wizard.Find("#buy-deliver-time").Input("09:00");
        page.Wizard.Find("#buy-zone").Change("Europe/Paris");
        page.FillBuyer();

        Assert.Matches(@"14 Feb 2027, 9:00\sAM \(Paris\)\s·\s14 Feb 2027, 12:00\sPM \(Dubai\)", page.Text);
        await page.ProceedAsync();
        var item = Assert.Single(Assert.Single(await page.OrdersAsync()).Items);
        Assert.Equal(new DateTimeOffset(2027, 2, 14, 8, 0, 0, TimeSpan.Zero), item.DeliverAt);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("AED", false)]
    [InlineData("EUR", true)]
    public async Task What_is_paid_is_told_besides_in_the_currency_that_the_visitor_sees_prices_in(string? shownIn, bool isTold)
    {
        await using var page = await WizardPage.OpenAsync(shownIn: shownIn);

        Assert.Equal(isTold, page.Wizard.Find(".buy-sum").TextContent.Contains("≈ EUR\u00A0", StringComparison.Ordinal));
        Assert.Equal(isTold, page.Wizard.Find(".buy-sum").TextContent.Contains("You pay in AED", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_first_day_to_choose_is_today_where_the_gift_is_sent_to()
    {
        await using var page = await WizardPage.OpenAsync();
        page.Choose("On a day of your choice");

        page.Wizard.Find("#buy-zone").Change("Pacific/Kiritimati");
        var east = FirstDay();
        page.Wizard.Find("#buy-zone").Change("Pacific/Honolulu");

        Assert.Equal(east.AddDays(-1), FirstDay());

        DateOnly FirstDay() => DateOnly.ParseExact(
            page.Wizard.Find("#buy-deliver-on").GetAttribute("min")!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_day_in_the_past_is_refused()
    {
        await using var page = await WizardPage.OpenAsync();

        page.Choose("On a day of your choice");
        page.Wizard.Find("#buy-deliver-on").Input("2026-11-19");
        page.FillBuyer();
        await page.ProceedAsync(expected: "details");

        Assert.Contains("365", page.Wizard.Find("#buy-when-error").TextContent, StringComparison.Ordinal);
        Assert.Empty(await page.OrdersAsync());
    }

    [Fact]
    public async Task Cards_for_two_people_are_one_order()
    {
        await using var page = await WizardPage.OpenAsync();
        page.FillBuyer();
        page.Type("buy-recipientemail", "rita@example.test");

        await page.PressAsync("Add a card for somebody else");
        page.Type("buy-recipientemail", "no address");
        await page.ProceedAsync(expected: "details");
        Assert.NotEmpty(page.ErrorOf("buy-recipientemail"));
        page.Type("buy-recipientemail", "sam@example.test");
        page.Type("buy-quantity", "3");
        await page.ProceedAsync();

        var order = Assert.Single(await page.OrdersAsync());
        Assert.Equal([("rita@example.test", 1), ("sam@example.test", 3)], order.Items.OrderBy(i => i.Line).Select(i => (i.RecipientEmail, i.Quantity)));
        Assert.Equal(order.Items.Sum(i => i.AmountMinor * i.Quantity), order.TotalMinor);
    }

    [Fact]
    public async Task A_card_for_oneself_keeps_nothing_of_a_recipient()
    {
        await using var page = await WizardPage.OpenAsync();
        page.Type("buy-recipientname", "Rita");
        page.Type("buy-message", "Enjoy!");

        page.Choose("For me");
        page.FillBuyer();
        await page.ProceedAsync();

        var item = Assert.Single(Assert.Single(await page.OrdersAsync()).Items);
        Assert.Equal((null, null), (item.RecipientName, item.Message));
    }
}
