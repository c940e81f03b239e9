using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Core.Access;

public sealed class ProfileTests
{
    private static readonly UpdateProfile Wanted = new()
    {
        DisplayName = " Petra P. ",
        Phone = "+971 50 123 4567",
        Birthday = new DateOnly(1990, 2, 28),
        Language = "ar",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task People_read_and_change_what_is_known_about_them(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var petra = new Actor.Buyer(await people.AddPersonAsync("petra@mail.test"));
        var salon = await people.World.AddMerchantAsync();
        await people.AddMemberAsync(salon, petra.User, StaffRole.Manager);

        var changed = await people.World.Get<UpdateProfileHandler>().HandleAsync(petra, Wanted, Token);
        var read = (await people.World.Get<ProfileQueries>().GetAsync(petra, Token)).Value;

        Assert.True(changed.IsOk);
        Assert.Equal(("petra@mail.test", "Petra P.", "+971 50 123 4567", "ar"), (read.Email, read.DisplayName, read.Phone, read.Language));
        Assert.Equal(new DateOnly(1990, 2, 28), read.Birthday);
        Assert.False(read.IsAdministrator);
        Assert.Equal(StaffRole.Manager, Assert.Single(read.Roles).Role);
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_by_field()
    {
        await using var people = await AccountWorld.StartAsync();
        var petra = new Actor.Buyer(await people.AddPersonAsync("petra@mail.test"));
        var handler = people.World.Get<UpdateProfileHandler>();
        (UpdateProfile Command, string Field)[] wrong =
        [
            (Wanted with { DisplayName = " " }, "displayName"),
            (Wanted with { DisplayName = "two\nlines" }, "displayName"),
            (Wanted with { Phone = "call me" }, "phone"),
            (Wanted with { Birthday = new DateOnly(2026, 11, 21) }, "birthday"),
            (Wanted with { Birthday = new DateOnly(1850, 1, 1) }, "birthday"),
            (Wanted with { Language = "de" }, "language"),
        ];

        foreach (var (command, field) in wrong)
        {
            Assert.Equal(field, (await handler.HandleAsync(petra, command, Token)).Error?.Field);
        }

        Assert.True((await handler.HandleAsync(petra, Wanted with { Phone = null, Birthday = null }, Token)).IsOk);
    }

    [Fact]
    public async Task Strangers_and_programs_have_no_profile()
    {
        await using var people = await AccountWorld.StartAsync();
        Actor[] others =
        [
            new Actor.Anonymous("10.0.0.1"),
            new Actor.ApiKeyHolder(new ApiKeyId(Guid.NewGuid()), new MerchantId(Guid.NewGuid()), Permissions.Scopes),
            new Actor.Buyer(new UserId(Guid.NewGuid())),
        ];

        foreach (var actor in others)
        {
            Assert.IsType<Unauthenticated>((await people.World.Get<ProfileQueries>().GetAsync(actor, Token)).Error);
            Assert.IsType<Unauthenticated>((await people.World.Get<UpdateProfileHandler>().HandleAsync(actor, Wanted, Token)).Error);
        }
    }
}
