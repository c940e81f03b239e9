using GiftCards.Core.Campaigns;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Tests.Support;
using GiftCards.Web.Components.Storefront.Buy;
using Xunit;

namespace GiftCards.Tests.Components.Storefront.Buy;

public sealed class ListPriceTests
{
    [Fact]
    public void A_list_of_people_costs_what_the_campaign_says_and_follows_the_amount()
    {
        var now = new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
        var (merchant, settings) = TestWorld.NewMerchant(now, "salon");
        var discount = new Campaign
        {
            MerchantId = merchant.Id,
            Id = PublicId.New<CampaignId>(now),
            Name = "Autumn",
            Kind = CampaignKind.Discount,
            Percent = 25,
            MinAmountMinor = 10_000,
            FirstDay = new DateOnly(2026, 11, 20),
            LastDay = new DateOnly(2026, 11, 30),
            StartsAt = now.AddDays(-1),
            EndsAt = now.AddDays(9),
            CreatedAt = now,
        };
        var profile = new MerchantProfile(merchant, settings, []) { Campaigns = [discount] };
        var form = new BuyForm(profile)
        {
            IsList = true,
            People = new RecipientList(
            [
                Row(2, 20_000), Row(3, 5_000),
                Row(4, 30_000) with { Error = new InvalidRequest("email", InvalidReason.Email) },
            ]),
        };

        Assert.Equal(new Money(20_000, merchant.Currency), form.Total);

        form.Read("name,email,amount\nAnn,ann@example.test,\nBo,bo@example.test,300"u8.ToArray());
        form.Current.PresetMinor = settings.PresetsMinor[0];
        Assert.Equal([settings.PresetsMinor[0], 30_000], form.People!.Rows.Select(row => row.Amount!.Value.Minor));
        form.Current.PresetMinor = settings.PresetsMinor[^1];
        Assert.Equal([settings.PresetsMinor[^1], 30_000], form.People!.Rows.Select(row => row.Amount!.Value.Minor));
        form.Current.PresetMinor = null;
        Assert.False(form.People!.IsGood);

        RecipientRow Row(int line, long minor) =>
            new(line, "Rita", $"rita{line}@example.test", new Money(minor, merchant.Currency), null, null);
    }
}
