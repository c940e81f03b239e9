using System.Data.Common;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Core.Reporting;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Audit;

/// <summary>Nobody rewrites the audit trail: the database refuses, and where its owner does it all the same, it shows.</summary>
public sealed class AuditChainTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task Entries_are_chained_once_and_the_chain_proves_them(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        for (var i = 0; i < 3; i++)
        {
            await world.NoteAsync(merchant.Id, new { Role = "cashier" }, new { Role = "manager", Number = i });
        }

        Assert.Equal(3, await world.Get<SealAuditHandler>().HandleAsync(Token));
        Assert.Equal(0, await world.Get<SealAuditHandler>().HandleAsync(Token));
        await world.NoteAsync(MerchantId.Platform);
        Assert.Equal(1, await world.Get<SealAuditHandler>().HandleAsync(Token));

        var finding = await world.Get<AuditChain>().CheckAsync(null, Token);
        Assert.Equal((4, 0, (string?)null), (finding.Checked, finding.Breaches, finding.Detail));
        var verdict = await world.Get<VerifyLedgerHandler>()
            .HandleAsync(new Actor.System("test"), new GiftCards.Core.Ledger.LedgerScope { LastDays = 2 }, null, Token);
        Assert.True(verdict.Value.Findings.Single(line => line.Name == AuditChain.Name).Holds);
    }

    [Theory, EveryProvider]
    public async Task An_entry_that_a_slow_transaction_commits_late_is_chained_behind_younger_ones(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        await world.NoteAsync(merchant.Id);
        await world.Get<SealAuditHandler>().HandleAsync(Token);
        var late = await world.NoteAsync(merchant.Id, ago: TimeSpan.FromMinutes(20));

        Assert.Equal(1, await world.Get<SealAuditHandler>().HandleAsync(Token));

        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(late.Id, (await context.AuditSeals.SingleAsync(seal => seal.Position == 2, Token)).EntryId);
        Assert.True((await world.Get<AuditChain>().CheckAsync(null, Token)).Holds);
    }

    [Theory, EveryProvider]
    public async Task Nodes_that_chain_at_the_same_moment_make_one_chain(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        for (var i = 0; i < 20; i++)
        {
            await world.NoteAsync(merchant.Id);
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.Get<SealAuditHandler>().HandleAsync(Token)));
        await world.Get<SealAuditHandler>().HandleAsync(Token);

        var finding = await world.Get<AuditChain>().CheckAsync(null, Token);
        Assert.Equal((20, 0), (finding.Checked, finding.Breaches));
    }

    public static TheoryData<DatabaseProvider, string, string> Frauds()
    {
        var data = new TheoryData<DatabaseProvider, string, string>();
        foreach (var provider in Enum.GetValues<DatabaseProvider>())
        {
            data.Add(provider, "UPDATE audit_entries SET action = 'team.removed' WHERE id = '{second}'", "first broken link: 2");
            data.Add(provider, "UPDATE audit_entries SET from_address = NULL WHERE id = '{second}'", "first broken link: 2");
            data.Add(provider, "DELETE FROM audit_entries WHERE id = '{second}'", "first broken link: 2");
            data.Add(provider, "DELETE FROM audit_seals WHERE position = 2", "first broken link: 2");
        }

        return data;
    }

    [Theory, MemberData(nameof(Frauds))]
    public async Task Whoever_takes_the_rules_away_and_rewrites_history_breaks_the_chain(
        DatabaseProvider provider, string sql, string told)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        await world.NoteAsync(merchant.Id);
        var second = await world.NoteAsync(merchant.Id);
        await world.NoteAsync(merchant.Id);
        await world.Get<SealAuditHandler>().HandleAsync(Token);
        var id = provider == DatabaseProvider.Sqlite
            ? second.Id.Value.ToString().ToUpperInvariant()
            : second.Id.Value.ToString();
        var fraud = sql.Replace("{second}", id, StringComparison.Ordinal);
        var refusal = await Assert.ThrowsAnyAsync<DbException>(() => world.ExecuteAsOwnerAsync(fraud));
        Assert.Contains("append-only", refusal.Message, StringComparison.Ordinal);

        await LiftRulesAsync(world, provider);
        await world.ExecuteAsOwnerAsync(fraud);

        var finding = await world.Get<AuditChain>().CheckAsync(null, Token);
        Assert.False(finding.Holds);
        Assert.Equal(told, finding.Detail);
    }

    [Theory, EveryProvider]
    public async Task An_entry_that_is_slipped_in_among_old_ones_is_found(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        await world.NoteAsync(merchant.Id);
        await world.Get<SealAuditHandler>().HandleAsync(Token);

        await world.NoteAsync(merchant.Id, ago: TimeSpan.FromDays(3));
        await world.Get<SealAuditHandler>().HandleAsync(Token);

        var finding = await world.Get<AuditChain>().CheckAsync(null, Token);
        Assert.Equal((1, "entries that no link covers"), (finding.Breaches, finding.Detail));
    }

    [Fact]
    public void Only_what_differs_is_told_and_long_texts_are_cut()
    {
        var (before, after) = AuditJson.Differing(
            new { Role = StaffRole.Cashier, Name = "same", Limit = (int?)5, Terms = new string('a', 200) },
            new { Role = StaffRole.Manager, Name = "same", Limit = (int?)null, Terms = new string('a', 200) + "b" });

        Assert.StartsWith("{\"role\":\"cashier\",\"limit\":5,\"terms\":\"aaa", before, StringComparison.Ordinal);
        Assert.StartsWith("{\"role\":\"manager\",\"limit\":null,\"terms\":\"aaa", after, StringComparison.Ordinal);
        Assert.EndsWith("… (201)\"}", after, StringComparison.Ordinal);
        Assert.Equal(((string?)null, (string?)null), AuditJson.Differing(null, null));
        Assert.Null(AuditJson.Differing(new { A = 1 }, new { A = 1 }).Before);
    }

    private static async Task LiftRulesAsync(TestWorld world, DatabaseProvider provider)
    {
        foreach (var table in new[] { "audit_entries", "audit_seals" })
        {
            if (provider == DatabaseProvider.PostgreSql)
            {
                await world.ExecuteAsOwnerAsync($"ALTER TABLE {table} DISABLE TRIGGER ALL");
            }
            else
            {
                await world.ExecuteAsOwnerAsync($"DROP TRIGGER {table}_no_update; DROP TRIGGER {table}_no_delete");
            }
        }
    }
}
