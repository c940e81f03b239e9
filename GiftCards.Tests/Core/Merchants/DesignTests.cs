using GiftCards.Core.Common;
using GiftCards.Core.Files;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Core.Files;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Merchants;

public sealed class DesignTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task Designs_are_ordered_and_left_out_and_a_stale_choice_is_refused(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var save = world.Get<SaveDesignsHandler>();

        Assert.True((await save.HandleAsync(owner, new SaveDesigns(["wedding", "classic"], 1), Token)).IsOk);
        Assert.IsType<Conflict>((await save.HandleAsync(owner, new SaveDesigns(["classic"], 1), Token)).Error);
        Assert.Equal("designs", (await save.HandleAsync(owner, new SaveDesigns([], 2), Token)).Error?.Field);
        Assert.Equal("designs", (await save.HandleAsync(owner, new SaveDesigns(["unheard"], 2), Token)).Error?.Field);
        Assert.IsType<Forbidden>((await save.HandleAsync(TestWorld.StaffOf(merchant, StaffRole.Manager), new SaveDesigns(["classic"], 2), Token)).Error);

        var shelf = (await world.Get<DesignQueries>().GetAsync(owner, Token)).Value;
        Assert.Equal(["wedding", "classic"], shelf.Offered);
        Assert.DoesNotContain("wedding", shelf.Others);
        var card = await world.IssueCardAsync(merchant, 10_000);
        Assert.Equal("wedding", card.GiftCard.Design);
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(1, await context.AuditEntries.CountAsync(entry => entry.Action == "settings.designs_changed", Token));
    }

    [Theory, EveryProvider]
    public async Task A_picture_of_ones_own_is_checked_kept_and_offered_last(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var add = world.Get<AddDesignHandler>();

        var id = (await add.HandleAsync(owner, FileOf(SampleFiles.Jpeg(40, 25)), Token)).Value;
        Assert.IsType<FileUnknown>((await add.HandleAsync(owner, FileOf(SampleFiles.Png(40, 25)), Token)).Error);
        Assert.NotNull((await add.HandleAsync(owner, FileOf("<svg onload=alert(1)>"u8.ToArray()), Token)).Error);

        var shelf = (await world.Get<DesignQueries>().GetAsync(owner, Token)).Value;
        Assert.Equal(id.ToString(), shelf.Offered[^1]);
        Assert.Equal("image/jpeg", (await world.Get<FileQueries>().OpenAsync(id, new Actor.Anonymous("127.0.0.1"), Token)).Value.File.ContentType);
        var other = TestWorld.StaffOf(await world.AddMerchantAsync("other"));
        Assert.Equal("designs", (await world.Get<SaveDesignsHandler>().HandleAsync(other, new SaveDesigns([id.ToString()], 1), Token)).Error?.Field);
    }

    private static IncomingFile FileOf(byte[] bytes) => new(new MemoryStream(bytes), "summer.jpg");
}
