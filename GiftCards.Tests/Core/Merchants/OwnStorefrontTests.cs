using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Files;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Core.Files;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Merchants;

/// <summary>What a merchant shows of itself: saved by its owner alone, and on its page at once.</summary>
public sealed class OwnStorefrontTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static SaveService Massage => new()
    {
        Name = "Massage",
        DurationMinutes = 50,
        Price = new Money(12_000, Currency.Of("AED")),
        Description = "For tired backs",
        IsShown = true,
    };

    private static SaveLocation Marina => new()
    {
        Name = "Marina",
        Address = "Marina Walk 4",
        City = "Dubai",
        Phone = "+971 4 555 0100",
        Hours = [new OpenHours(DayOfWeek.Monday, 540, 720), new OpenHours(DayOfWeek.Monday, 780, 1_140)],
        Exceptions = [],
    };

    [Theory, EveryProvider]
    public async Task Services_are_added_changed_ordered_hidden_and_taken_away(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var (save, move) = (world.Get<SaveServiceHandler>(), world.Get<MoveServiceHandler>());

        var first = (await save.HandleAsync(owner, Massage, Token)).Value;
        var second = (await save.HandleAsync(owner, Massage with { Name = "Facial" }, Token)).Value;
        Assert.Equal(["Massage", "Facial"], await ServicesShownAsync(world, merchant));
        Assert.True((await move.HandleAsync(owner, new MoveService(second.Id, ShelfMove.Earlier), Token)).IsOk);
        Assert.True((await move.HandleAsync(owner, new MoveService(second.Id, ShelfMove.Earlier), Token)).IsOk);
        Assert.Equal(["Facial", "Massage"], await ServicesShownAsync(world, merchant));
        Assert.True((await save.HandleAsync(owner, Massage with { Id = first.Id, Name = "Long massage", IsShown = false }, Token)).IsOk);
        Assert.Equal(["Facial"], await ServicesShownAsync(world, merchant));
        Assert.Equal(["Facial"], (await world.Get<OwnMerchantQuery>().HandleAsync(owner, Token)).Value.Services.Select(s => s.Name));
        Assert.Equal(2, (await world.Get<OwnStorefrontQuery>().HandleAsync(owner, Token)).Value.Services.Count);
        Assert.True((await move.HandleAsync(owner, new MoveService(second.Id, ShelfMove.Remove), Token)).IsOk);
        Assert.IsType<NotFound>((await move.HandleAsync(owner, new MoveService(second.Id, ShelfMove.Remove), Token)).Error);
        Assert.Empty(await ServicesShownAsync(world, merchant));
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(6, await context.AuditEntries.CountAsync(entry => entry.Action == "settings.services_changed", Token));
    }

    [Theory, EveryProvider]
    public async Task What_a_service_cannot_be_is_refused_with_its_limit(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var save = world.Get<SaveServiceHandler>();

        async Task<DomainError?> RefusedAsync(SaveService service) => (await save.HandleAsync(owner, service, Token)).Error;

        Assert.Equal(new InvalidRequest("name", InvalidReason.Required), await RefusedAsync(Massage with { Name = " " }));
        Assert.Equal(new InvalidRequest("minutes", InvalidReason.TooLarge, 1_440), await RefusedAsync(Massage with { DurationMinutes = 1_441 }));
        Assert.Equal(new InvalidRequest("description", InvalidReason.TooLong, 300), await RefusedAsync(Massage with { Description = new string('a', 301) }));
        Assert.Equal("price", (await RefusedAsync(Massage with { Price = new Money(-1, Currency.Of("AED")) }))?.Field);
        Assert.IsType<CurrencyMismatch>(await RefusedAsync(Massage with { Price = new Money(1, Currency.Of("USD")) }));
        Assert.IsType<NotFound>(await RefusedAsync(Massage with { Id = "s9" }));
        Assert.IsType<Forbidden>((await save.HandleAsync(TestWorld.StaffOf(merchant, StaffRole.Manager), Massage, Token)).Error);

        var mine = (await save.HandleAsync(owner, Massage, Token)).Value;
        var stranger = TestWorld.StaffOf(await world.AddMerchantAsync("other"));
        Assert.IsType<NotFound>((await world.Get<MoveServiceHandler>().HandleAsync(stranger, new MoveService(mine.Id, ShelfMove.Remove), Token)).Error);
        for (var i = 1; i < MerchantService.Most; i++)
        {
            Assert.Null(await RefusedAsync(Massage));
        }

        Assert.Equal(new InvalidRequest("services", InvalidReason.TooMany, MerchantService.Most), await RefusedAsync(Massage));
    }

    [Theory, EveryProvider]
    public async Task Places_keep_their_hours_and_a_renamed_one_takes_its_cashiers_along(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var (save, move) = (world.Get<SaveLocationHandler>(), world.Get<MoveLocationHandler>());
        var today = Instants.LocalDay(world.Clock.GetInstant(), merchant.Zone);
        var closed = new HoursException(today.AddDays(3), null, null, "Inventory");

        var first = (await save.HandleAsync(owner, Marina with
        {
            Exceptions = [closed, closed with { Date = today.AddDays(-1) }],
        }, Token)).Value;
        var second = (await save.HandleAsync(owner, Marina with { Name = "Old town", Coordinates = "25.2, 55.27" }, Token)).Value;
        Assert.True((await move.HandleAsync(owner, new MoveLocation(second.Id, ShelfMove.Earlier), Token)).IsOk);
        var shown = await ProfileAsync(world, merchant);
        Assert.Equal(["Old town", "Marina"], shown.Locations.Select(place => place.Name));
        Assert.Equal(2, shown.Locations[1].Hours.Count);
        Assert.Equal(closed, Assert.Single(shown.Locations[1].Exceptions));

        var cashier = await world.AddUserAsync("cashier@example.test");
        await using (var context = world.Database.OpenAcrossMerchants())
        {
            context.Staff.Add(new StaffMember
            {
                MerchantId = merchant.Id,
                UserId = cashier,
                Role = StaffRole.Cashier,
                Location = "Marina",
                CreatedAt = world.Clock.GetInstant(),
            });
            await context.SaveChangesAsync(Token);
        }

        Assert.True((await save.HandleAsync(owner, Marina with { Id = first.Id, Name = "Marina Walk" }, Token)).IsOk);
        Assert.Equal(new LocationInUse("Marina Walk"), (await move.HandleAsync(owner, new MoveLocation(first.Id, ShelfMove.Remove), Token)).Error);
        Assert.True((await move.HandleAsync(owner, new MoveLocation(second.Id, ShelfMove.Remove), Token)).IsOk);
        Assert.Equal(["Marina Walk"], (await ProfileAsync(world, merchant)).Locations.Select(place => place.Name));
        await using var books = world.Database.OpenAcrossMerchants();
        Assert.Equal(["Marina Walk"], await books.Staff.Where(m => m.UserId == cashier).Select(m => m.Location).ToListAsync(Token));
    }

    [Theory, EveryProvider]
    public async Task What_a_place_cannot_be_is_refused_at_its_field(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var save = world.Get<SaveLocationHandler>();
        var day = Instants.LocalDay(world.Clock.GetInstant(), merchant.Zone).AddDays(9);

        async Task<DomainError?> RefusedAsync(SaveLocation place) => (await save.HandleAsync(owner, place, Token)).Error;

        Assert.Equal(
            new InvalidRequest("hours", InvalidReason.Overlap),
            await RefusedAsync(Marina with { Hours = [new OpenHours(DayOfWeek.Monday, 540, 720), new OpenHours(DayOfWeek.Monday, 700, 800)] }));
        Assert.Equal(
            new InvalidRequest("hours", InvalidReason.TooMany, LocationRules.HoursADay),
            await RefusedAsync(Marina with { Hours = [.. Enumerable.Range(1, 3).Select(hour => new OpenHours(DayOfWeek.Friday, hour * 120, (hour * 120) + 60))] }));
        Assert.Equal("hours", (await RefusedAsync(Marina with { Hours = [new OpenHours(DayOfWeek.Monday, 540, 9_000)] }))?.Field);
        Assert.Equal(
            new InvalidRequest("exceptions", InvalidReason.Overlap),
            await RefusedAsync(Marina with { Exceptions = [new HoursException(day, null, null, ""), new HoursException(day, 540, 600, "")] }));
        Assert.Equal("exceptions", (await RefusedAsync(Marina with { Exceptions = [new HoursException(day, 540, null, "")] }))?.Field);
        Assert.Equal(new InvalidRequest("coordinates", InvalidReason.Malformed), await RefusedAsync(Marina with { Coordinates = "north" }));
        Assert.IsType<Forbidden>((await save.HandleAsync(TestWorld.StaffOf(merchant, StaffRole.Manager), Marina, Token)).Error);

        Assert.True((await save.HandleAsync(owner, Marina, Token)).IsOk);
        Assert.Equal(new InvalidRequest("name", InvalidReason.Taken), await RefusedAsync(Marina with { Name = "MARINA" }));
        for (var i = 1; i < MerchantLocation.Most; i++)
        {
            Assert.Null(await RefusedAsync(Marina with { Name = $"Place {i}" }));
        }

        Assert.Equal(new InvalidRequest("locations", InvalidReason.TooMany, MerchantLocation.Most), await RefusedAsync(Marina with { Name = "More" }));
    }

    [Theory, EveryProvider]
    public async Task Pictures_are_shown_described_ordered_made_the_cover_and_deleted_with_their_files(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var (add, move) = (world.Get<AddGalleryPictureHandler>(), world.Get<MovePictureHandler>());

        var first = (await add.HandleAsync(owner, "The room", FileOf(SampleFiles.Jpeg(60, 40)), Token)).Value;
        var second = (await add.HandleAsync(owner, "The door", FileOf(SampleFiles.Png(30, 20)), Token)).Value;
        Assert.Equal("caption", (await add.HandleAsync(owner, "", FileOf(SampleFiles.Png(30, 20)), Token)).Error?.Field);
        Assert.NotNull((await add.HandleAsync(owner, "A trick", FileOf("<svg onload=alert(1)>"u8.ToArray()), Token)).Error);
        Assert.IsType<Forbidden>((await add.HandleAsync(TestWorld.StaffOf(merchant, StaffRole.Manager), "Mine", FileOf(SampleFiles.Png(30, 20)), Token)).Error);

        Assert.True((await world.Get<DescribePictureHandler>().HandleAsync(owner, new DescribePicture(second, "The blue door"), Token)).IsOk);
        Assert.True((await move.HandleAsync(owner, new MovePicture(second, ShelfMove.Earlier), Token)).IsOk);
        Assert.True((await world.Get<SetCoverHandler>().HandleAsync(owner, first, Token)).IsOk);
        var shown = await ProfileAsync(world, merchant);
        Assert.Equal(["The blue door", "The room"], shown.Gallery.Select(picture => picture.Caption));
        Assert.Equal(first, shown.Merchant.CoverId);

        var stranger = TestWorld.StaffOf(await world.AddMerchantAsync("other"));
        Assert.IsType<NotFound>((await move.HandleAsync(stranger, new MovePicture(first, ShelfMove.Remove), Token)).Error);
        Assert.IsType<NotFound>((await world.Get<SetCoverHandler>().HandleAsync(stranger, first, Token)).Error);
        Assert.True((await move.HandleAsync(owner, new MovePicture(first, ShelfMove.Remove), Token)).IsOk);
        Assert.IsType<NotFound>((await world.Get<FileQueries>().OpenAsync(first, new Actor.Anonymous("127.0.0.1"), Token)).Error);
        shown = await ProfileAsync(world, merchant);
        Assert.Equal((1, null), (shown.Gallery.Count, shown.Merchant.CoverId));
    }

    private static async Task<MerchantProfile> ProfileAsync(TestWorld world, Merchant merchant) =>
        (await world.Get<CatalogueQueries>().FindAsync(merchant.Slug, Token))!;

    private static async Task<IReadOnlyList<string>> ServicesShownAsync(TestWorld world, Merchant merchant) =>
        [.. (await ProfileAsync(world, merchant)).Services.Select(service => service.Name)];

    private static IncomingFile FileOf(byte[] bytes) => new(new MemoryStream(bytes), "picture");
}
