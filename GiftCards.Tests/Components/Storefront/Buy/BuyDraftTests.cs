using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Tests.Support;
using GiftCards.Web.Components.Storefront.Buy;
using Xunit;

namespace GiftCards.Tests.Components.Storefront.Buy;

/// <summary>What the browser's tab keeps of the wizard comes back as it was typed, for a day and to its own person.</summary>
public sealed class BuyDraftTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_that_was_typed_comes_back()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await ProfileAsync(world);
        var form = Typed(merchant);

        var draft = BuyDraft.Read((BuyDraft.Of(form, null, 20_000) with { At = Now }).ToText(), null, Now.AddHours(23));
        var back = new BuyForm(merchant);
        back.Fill(draft!);

        Assert.Equal(BuyDraft.Of(form, null, 20_000).ToText(), BuyDraft.Of(back, null, 20_000).ToText());
        Assert.Equal((20_000, 1, "Gwen"), (draft!.Chosen, back.CurrentIndex, back.BuyerName));
        Assert.Equal(("نينا", "Asia/Tokyo", new DateOnly(2026, 12, 24)), (back.Current.RecipientName, back.Current.Zone, back.Current.DeliverOn));
    }

    [Fact]
    public async Task What_is_old_anothers_or_nonsense_is_passed_over()
    {
        await using var world = await TestWorld.StartAsync();
        var form = Typed(await ProfileAsync(world));
        string Kept(string? person) => (BuyDraft.Of(form, person, null) with { At = Now }).ToText();

        Assert.NotNull(BuyDraft.Read(Kept("usr_a"), "usr_a", Now));
        Assert.NotNull(BuyDraft.Read(Kept(null), "usr_a", Now));
        Assert.Null(BuyDraft.Read(Kept("usr_a"), "usr_b", Now));
        Assert.Null(BuyDraft.Read(Kept("usr_a"), null, Now));
        Assert.Null(BuyDraft.Read(Kept(null), null, Now + BuyDraft.Life));
        Assert.Null(BuyDraft.Read(Kept(null).Replace("\"version\":1", "\"version\":0", StringComparison.Ordinal), null, Now));
        Assert.Null(BuyDraft.Read("{", null, Now));
        Assert.Null(BuyDraft.Read("{\"version\":1,\"gifts\":[]}", null, Now));
        Assert.Null(BuyDraft.Read(null, null, Now));
    }

    [Fact]
    public async Task What_is_sold_no_more_is_put_back_to_the_merchants_own_choice()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await ProfileAsync(world);
        var kept = new GiftDraft { PresetMinor = 77, Design = "gone", Zone = "Asia/Nowhere", Delivery = (DeliveryMethod)99, Message = null! };

        var draft = GiftDraft.Kept(kept, merchant);

        var fresh = GiftDraft.For(merchant);
        Assert.Equal(
            (fresh.PresetMinor, fresh.Design, fresh.Zone, fresh.Delivery, ""),
            (draft.PresetMinor, draft.Design, draft.Zone, draft.Delivery, draft.Message));
    }

    private static BuyForm Typed(MerchantProfile merchant)
    {
        var form = new BuyForm(merchant) { BuyerName = "Gwen", BuyerEmail = "gwen@mail.test", BuyerPhone = "+971 50 123 4567" };
        form.Add();
        var gift = form.Current;
        (gift.PresetMinor, gift.OwnAmount, gift.Quantity) = (null, "55", "2");
        (gift.RecipientName, gift.RecipientEmail, gift.Message) = ("نينا", "nina@mail.test", "Line one\n\"two\"");
        (gift.IsLater, gift.DeliverOn, gift.DeliverTime, gift.Zone) = (true, new DateOnly(2026, 12, 24), new TimeOnly(18, 30), "Asia/Tokyo");
        return form;
    }

    private static async Task<MerchantProfile> ProfileAsync(TestWorld world)
    {
        await world.AddMerchantAsync(currency: "AED");
        return (await world.Get<CatalogueQueries>().FindAsync("salon", Token))!;
    }
}
