using System.Text;
using System.Text.Json.Nodes;
using GiftCards.Core.Access;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Exports;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Core.Access;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Core.Audit;

/// <summary>Who finds what in the audit trail, and takes it away.</summary>
public sealed class AuditQueriesTests
{
    private static readonly Actor Admin = new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Full)
    {
        Session = new ActorSession(new SessionId(Guid.NewGuid()), new TestClock().GetUtcNow(), true, true),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task It_is_searched_by_day_person_action_merchant_and_target_and_paged_by_key(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var (mine, other) = (await world.AddMerchantAsync("mine"), await world.AddMerchantAsync("other"));
        var first = await world.NoteAsync(mine.Id, after: new { Role = StaffRole.Manager });
        world.Clock.Advance(TimeSpan.FromDays(2));
        var second = await world.NoteAsync(mine.Id);
        var third = await world.NoteAsync(other.Id);
        var day = DateOnly.FromDateTime(second.At.UtcDateTime);

        Assert.Equal([third.Id, second.Id, first.Id], await IdsAsync(world, Admin, new AuditFilter()));
        Assert.Equal([third.Id, second.Id], await IdsAsync(world, Admin, new AuditFilter { From = day }));
        Assert.Equal([first.Id], await IdsAsync(world, Admin, new AuditFilter { Until = day.AddDays(-1) }));
        Assert.Equal([second.Id], await IdsAsync(world, Admin, new AuditFilter { Actor = second.ActorLabel["user:".Length..] }));
        Assert.Equal([third.Id], await IdsAsync(world, Admin, new AuditFilter { Merchant = other.Id }));
        Assert.Equal(3, (await IdsAsync(world, Admin, new AuditFilter { Action = "team", Target = "usr_x" })).Count);
        Assert.Empty(await IdsAsync(world, Admin, new AuditFilter { Action = AuditActions.ApiKeyCreated }));
        Assert.Equal(3, (await IdsAsync(world, Admin, new AuditFilter { Actor = "\0", Action = "\0", Target = "\0" })).Count);

        var page = (await ListAsync(world, Admin, new AuditFilter(), PageRequest.Parse(2, null).Value)).Value;
        var rest = (await ListAsync(world, Admin, new AuditFilter(), PageRequest.Parse(2, page.NextCursor).Value)).Value;
        Assert.Equal(2, page.Data.Count);
        Assert.Equal(first.Id, Assert.Single(rest.Data).Entry.Id);
        Assert.Equal("manager", Assert.Single(rest.Data[0].Changes).After!.Text);
        Assert.Equal("Merchant mine", rest.Data[0].Merchant!.Name);
        Assert.Null(rest.NextCursor);
    }

    [Theory, EveryProvider]
    public async Task An_owner_finds_what_concerns_the_own_merchant_and_nobody_below_finds_anything(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var (mine, other) = (await world.AddMerchantAsync("mine"), await world.AddMerchantAsync("other"));
        var own = await world.NoteAsync(mine.Id);
        await world.NoteAsync(other.Id);
        await world.NoteAsync(MerchantId.Platform);

        Assert.Equal([own.Id], await IdsAsync(world, TestWorld.StaffOf(mine), new AuditFilter()));
        Assert.Empty(await IdsAsync(world, TestWorld.StaffOf(mine), new AuditFilter { Merchant = other.Id }));
        Assert.Equal([own.Id], await IdsAsync(world, new Actor.Support(new UserId(Guid.NewGuid()), mine.Id), new AuditFilter()));
        foreach (var actor in (Actor[])
        [
            TestWorld.StaffOf(mine, StaffRole.Manager),
            TestWorld.StaffOf(mine, StaffRole.Cashier),
            new Actor.ApiKeyHolder(new ApiKeyId(Guid.NewGuid()), mine.Id, Permissions.All),
            new Actor.Buyer(new UserId(Guid.NewGuid())),
            new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Points),
        ])
        {
            Assert.Equal(new Forbidden(), (await ListAsync(world, actor, new AuditFilter(), PageRequest.First)).Error);
        }
    }

    [Theory, EveryProvider]
    public async Task An_export_is_safe_for_spreadsheets_complete_and_itself_in_the_trail(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var world = people.World;
        var merchant = await world.AddMerchantAsync();
        await world.NoteAsync(merchant.Id, after: new { Note = "=1+1" });
        var formula = AuditEntry.Of(
            new Actor.System("=cmd()"),
            new AuditNote(AuditActions.JobStarted, MerchantId.Platform, AuditTargets.Job, "@SUM(A1)"),
            world.Clock.GetInstant());
        await using (var context = world.Database.OpenAcrossMerchants())
        {
            context.AuditEntries.Add(formula);
            await context.SaveChangesAsync(Token);
        }

        await world.Get<SealAuditHandler>().HandleAsync(Token);
        world.Clock.Advance(TimeSpan.FromSeconds(1));

        var csv = await TextAsync(world, Admin, ExportFormat.Csv);
        var line = Assert.Single(JsonNode.Parse(await TextAsync(world, Admin, ExportFormat.Json, ("merchant", merchant.Id.ToString())))!.AsArray())!;

        Assert.StartsWith("\uFEFFid,at,action,", csv, StringComparison.Ordinal);
        Assert.Contains(",'@SUM(A1),", csv, StringComparison.Ordinal);
        Assert.Contains(",system:=cmd(),", csv, StringComparison.Ordinal);
        Assert.Contains("\"{\"\"note\"\":\"\"=1+1\"\"}\"", csv, StringComparison.Ordinal);
        Assert.Equal("{\"note\":\"=1+1\"}", (string?)line["after"]);
        Assert.Equal(1, (long?)line["position"]);
        Assert.Equal(64, ((string?)line["hash"])!.Length);
        var exports = (await world.TrailAsync()).Where(entry => entry.Action == AuditActions.Exported).ToList();
        Assert.Equal(2, exports.Count);
        Assert.All(exports, entry => Assert.Equal((Admin.Label, "audit"), (entry.ActorLabel, entry.TargetId)));
        Assert.Contains($"merchant={merchant.Id}", exports[0].After + exports[1].After, StringComparison.Ordinal);
    }

    [Theory, EveryProvider]
    public async Task Long_trails_are_exported_whole_and_only_by_those_who_may_read_them(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var world = people.World;
        var (merchant, other) = (await world.AddMerchantAsync("mine"), await world.AddMerchantAsync("other"));
        var owner = TestWorld.StaffOf(merchant);
        await world.NoteAsync(other.Id);
        await using (var context = world.Database.OpenAcrossMerchants())
        {
            for (var i = 0; i < 1_100; i++)
            {
                world.Clock.Advance(TimeSpan.FromMilliseconds(1));
                context.Record(
                    owner, new AuditNote(AuditActions.RoleChanged, merchant.Id, AuditTargets.User, null), world.Clock.GetInstant());
            }

            await context.SaveChangesAsync(Token);
        }

        var all = JsonNode.Parse(await TextAsync(world, owner, ExportFormat.Json, ("merchant", other.Id.ToString())))!.AsArray();
        Assert.Equal(1_100, all.Select(line => (string?)line!["id"]).Distinct().Count());
        Assert.All(all, line => Assert.Equal(merchant.Id.ToString(), (string?)line!["merchant"]));
        Assert.Equal(new SignInAgain(), (await TakeAsync(world, Admin with { Session = null }, ExportFormat.Csv)).Error);
        foreach (var actor in (Actor[])
        [
            new Actor.Support(new UserId(Guid.NewGuid()), merchant.Id),
            TestWorld.StaffOf(merchant, StaffRole.Manager),
            new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Points) { Session = Admin.Session },
        ])
        {
            Assert.Equal(new Forbidden(), (await TakeAsync(world, actor, ExportFormat.Csv)).Error);
        }
    }

    private static Task<Result<TakenList>> TakeAsync(
        TestWorld world, Actor actor, ExportFormat format, params (string Name, string Value)[] filters) =>
        world.Get<TakeListHandler>().HandleAsync(
            actor, new TakeList("audit", format, filters.ToDictionary(one => one.Name, one => one.Value), "en"), Token);

    private static async Task<string> TextAsync(
        TestWorld world, Actor actor, ExportFormat format, params (string Name, string Value)[] filters)
    {
        using var file = new MemoryStream();
        var taken = (await TakeAsync(world, actor, format, filters)).Value;
        await world.Get<ExportFiles>().WriteAsync(taken.Table, format, file, Token);
        return Encoding.UTF8.GetString(file.ToArray());
    }

    private static Task<Result<Page<AuditLine>>> ListAsync(TestWorld world, Actor actor, AuditFilter filter, PageRequest page) =>
        world.Get<AuditQueries>().ListAsync(actor, filter, page, Token);

    private static async Task<List<AuditEntryId>> IdsAsync(TestWorld world, Actor actor, AuditFilter filter) =>
        [.. (await ListAsync(world, actor, filter, PageRequest.First)).Value.Data.Select(line => line.Entry.Id)];
}
