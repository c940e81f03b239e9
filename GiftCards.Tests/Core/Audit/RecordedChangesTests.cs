using GiftCards.Core.Access;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Core.Access;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Core.Audit;

/// <summary>Changes of rules, keys and rights stand in the audit trail with what they changed.</summary>
public sealed class RecordedChangesTests
{
    private static readonly Currency Aed = Currency.Of("AED");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_change_of_settings_tells_what_it_changed_and_a_refused_one_nothing(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var handler = world.Get<UpdateGiftCardSettingsHandler>();

        await handler.HandleAsync(TestWorld.StaffOf(merchant), merchant.Id, Settings(1) with { Version = 7 }, Token);
        Assert.Empty(await world.TrailAsync());
        await handler.HandleAsync(TestWorld.StaffOf(merchant), merchant.Id, Settings(1), Token);

        var entry = await world.TrailOfAsync(AuditActions.SettingsChanged);
        Assert.Equal((merchant.Id, "settings", "AED"), (entry.MerchantId, entry.TargetKind, entry.TargetId));
        Assert.Equal("{\"version\":1,\"max\":{\"amount\":1000000,\"currency\":\"AED\"},\"validityMonths\":null}", entry.Before);
        Assert.Equal("{\"version\":2,\"max\":{\"amount\":60000,\"currency\":\"AED\"},\"validityMonths\":24}", entry.After);
    }

    [Theory, EveryProvider]
    public async Task The_limit_of_corrections_the_request_and_the_decision_are_each_told(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var (owner, second) = (TestWorld.StaffOf(merchant), TestWorld.StaffOf(merchant));
        var card = await world.IssueCardAsync(merchant, 10_000);
        await world.Get<SetAdjustmentLimitHandler>()
            .HandleAsync(owner, merchant.Id, new SetAdjustmentLimit(new Money(100, Aed), 1), Token);
        var approved = (await world.AdjustAsync(owner, card, 500)).Value.Value.Awaiting!.Value;
        var declined = (await world.AdjustAsync(owner, card, 600)).Value.Value.Awaiting!.Value;

        await world.ApproveAsync(second, approved);
        await world.DeclineAsync(second, declined);

        Assert.Equal(
            ("{\"limit\":null}", "{\"limit\":{\"amount\":100,\"currency\":\"AED\"}}"),
            await BothAsync(world, AuditActions.AdjustmentLimitChanged));
        var trail = await world.TrailAsync();
        Assert.Equal(2, trail.Count(entry => entry.Action == AuditActions.AdjustmentRequested));
        var yes = Assert.Single(trail, entry => entry.Action == AuditActions.AdjustmentApproved);
        Assert.Equal((second.Label, approved.ToString()), (yes.ActorLabel, yes.TargetId));
        Assert.Contains($"\"requestedBy\":\"{owner.Label}\"", yes.After, StringComparison.Ordinal);
        Assert.Equal(declined.ToString(), trail.Single(entry => entry.Action == AuditActions.AdjustmentDeclined).TargetId);
        Assert.Equal(second.Label, trail.Single(entry => entry.Action == AuditActions.CardAdjusted).ActorLabel);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_new_key_is_told_by_its_id_and_scopes_and_never_by_itself(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();

        var key = await world.AddKeyAsync(merchant);

        var entry = await world.TrailOfAsync(AuditActions.ApiKeyCreated);
        Assert.StartsWith("key_", entry.TargetId, StringComparison.Ordinal);
        Assert.Contains("cards_read", entry.After, StringComparison.Ordinal);
        Assert.DoesNotContain(key[8..20], entry.After, StringComparison.Ordinal);
    }

    [Theory, EveryProvider]
    public async Task A_new_administrator_and_other_rights_of_one_are_told_without_their_address(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        foreach (var rights in (AdminPermissions[])[AdminPermissions.Support, AdminPermissions.Full])
        {
            people.World.Clock.Advance(TimeSpan.FromSeconds(1));
            await people.AskAsync<CreateAdministratorHandler, Result<UserId>>(handler => handler.HandleAsync(
                new Actor.System("create-admin"), new CreateAdministrator("ann@example.test", rights), Token));
        }

        var trail = await people.World.TrailAsync();
        Assert.Equal(
            [AuditActions.AdministratorCreated, AuditActions.AdministratorChanged], trail.Select(entry => entry.Action));
        Assert.Equal("{\"permissions\":[\"support\"]}", trail[1].Before);
        Assert.Equal("{\"permissions\":[\"full\"]}", trail[1].After);
        Assert.All(trail, entry => Assert.Equal(("system:create-admin", MerchantId.Platform), (entry.ActorLabel, entry.MerchantId)));
        Assert.All(trail, entry => Assert.DoesNotContain("example.test", $"{entry.Before}{entry.After}{entry.TargetId}", StringComparison.Ordinal));
    }

    private static async Task<(string? Before, string? After)> BothAsync(TestWorld world, string action)
    {
        var entry = await world.TrailOfAsync(action);
        return (entry.Before, entry.After);
    }

    private static UpdateGiftCardSettings Settings(int version) => new()
    {
        Enabled = true,
        Presets = [new Money(10_000, Aed), new Money(20_000, Aed), new Money(50_000, Aed)],
        AllowCustomAmounts = true,
        Min = new Money(1_000, Aed),
        Max = new Money(60_000, Aed),
        ValidityMonths = 24,
        ValidityDays = null,
        TopUpExtends = true,
        LoadUsedUp = false,
        AllowPartialUse = true,
        AllowMultipleServices = true,
        MinimumPurchase = null,
        CodePrefix = "TEST",
        CodeGroups = 3,
        CustomMessage = "",
        Terms = "",
        SendToRecipient = true,
        SendToPurchaser = true,
        NotifyOnUse = true,
        Version = version,
    };
}
