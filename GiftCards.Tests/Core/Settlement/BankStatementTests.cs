using System.Globalization;
using System.Text;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using GiftCards.Core.Settlement;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Core.Settlement;

/// <summary>The bank's own statement says what became of payouts, and nothing is booked that does not agree.</summary>
public sealed class BankStatementTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task What_left_is_paid_and_what_came_back_is_owed_again_however_often_it_is_read(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var (first, second) = await SentAsync(world);
        var file = Statement(
            Entry(second, "950.00", "CRDT", returned: "AC04"), Entry(first, "285.00", "DBIT"), Entry(second, "950.00", "DBIT"));

        var outcome = (await TakeAsync(world, file)).Value;
        Assert.Equal((2, 1, 0, 0), (outcome.Paid, outcome.Returned, outcome.Known, outcome.Others));
        Assert.Empty(outcome.Mismatches);

        var payouts = await world.PayoutsAsync();
        Assert.Equal([PayoutStatus.Paid, PayoutStatus.Returned], payouts.OrderBy(row => row.AmountMinor).Select(row => row.Status));
        Assert.Equal("AC04", payouts.Single(row => row.Id == second.Id).Failure);
        await world.AssertBooksAsync();

        var again = (await TakeAsync(world, file)).Value;
        Assert.Equal((0, 0, 3), (again.Paid, again.Returned, again.Known));
        Assert.Empty(again.Mismatches);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task What_came_back_before_anybody_said_that_it_left_is_booked_both_ways(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var (first, _) = await SentAsync(world);

        var outcome = (await TakeAsync(world, Statement(Entry(first, "285.00", "CRDT", returned: null)))).Value;

        Assert.Equal((0, 1), (outcome.Paid, outcome.Returned));
        Assert.NotEmpty(await world.EntryAsync(EntryType.PayoutPaid));
        Assert.NotEmpty(await world.EntryAsync(EntryType.PayoutReturned));
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task What_does_not_agree_is_told_and_books_nothing()
    {
        await using var world = await TestWorld.StartAsync();
        var (first, second) = await SentAsync(world);
        await world.MarkAsync(second, BankAnswer.Failed);

        var outcome = (await TakeAsync(world, Statement(
            Entry(first, "285.01", "DBIT"),
            Entry(first, "285.00", "DBIT", currency: "USD"),
            Entry(second, "950.00", "DBIT"),
            Entry("po-01m69sane0e00806yw1vczqxer", "1.00", "DBIT"),
            Entry("RENT-11", "5000.00", "DBIT"),
            Entry(first, "285.00", "DBIT").Replace("BOOK", "PDNG", StringComparison.Ordinal)))).Value;

        Assert.Equal(
            [StatementTrouble.Amount, StatementTrouble.Amount, StatementTrouble.Standing, StatementTrouble.Unknown],
            outcome.Mismatches.Select(row => row.Trouble));
        Assert.Equal((0, 0, 0, 1), (outcome.Paid, outcome.Returned, outcome.Known, outcome.Others));
        Assert.Equal([PayoutStatus.Sent, PayoutStatus.Failed], (await world.PayoutsAsync()).OrderBy(row => row.AmountMinor).Select(row => row.Status));
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task What_is_no_statement_is_refused_and_nothing_outside_of_it_is_loaded()
    {
        await using var world = await TestWorld.StartAsync();
        string[] files =
        [
            "",
            "no xml",
            "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09\"><CstmrCdtTrfInitn/></Document>",
            "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>&x;</BkToCstmrStmt></Document>",
            $"{Statement()}{new string(' ', TakeBankStatement.MaxBytes)}",
        ];

        foreach (var file in files)
        {
            Assert.IsType<StatementUnreadable>((await TakeAsync(world, file)).Error);
        }

        Assert.Equal(0, (await TakeAsync(world, Statement())).Value.Paid);
    }

    [Fact]
    public async Task Only_an_administrator_who_proved_a_moment_ago_who_they_are_hands_a_statement_in()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var command = new TakeBankStatement(Encoding.UTF8.GetBytes(Statement()));
        var handler = world.Get<TakeBankStatementHandler>();
        var stale = new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Full);

        Assert.IsType<Forbidden>((await handler.HandleAsync(world.OwnerOf(merchant), command, Token)).Error);
        Assert.IsType<SignInAgain>((await handler.HandleAsync(stale, command, Token)).Error);
    }

    /// <summary>Two payouts on their way, of 285.00 and 950.00.</summary>
    private static async Task<(Payout First, Payout Second)> SentAsync(TestWorld world)
    {
        foreach (var (name, minor) in (IEnumerable<(string, long)>)[("bar", 30_000), ("salon", 100_000)])
        {
            var merchant = await world.AddMerchantAsync(name);
            await world.BuyAsync(merchant, minor);
            await world.VerifiedAccountAsync(merchant);
        }

        Assert.Equal(2, await world.RunPayoutsAsync());
        await world.MakeFileAsync();
        var payouts = (await world.PayoutsAsync()).OrderBy(row => row.AmountMinor).ToList();
        return (payouts[0], payouts[1]);
    }

    private static Task<Result<StatementOutcome>> TakeAsync(TestWorld world, string file) =>
        world.Get<TakeBankStatementHandler>().HandleAsync(
            world.FreshAdministrator(), new TakeBankStatement(Encoding.UTF8.GetBytes(file)), Token);

    private static string Statement(params string[] entries) =>
        $"""
         <?xml version="1.0" encoding="UTF-8"?>
         <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>S1</MsgId></GrpHdr><Stmt><Id>1</Id>{string.Concat(entries)}</Stmt></BkToCstmrStmt></Document>
         """;

    private static string Entry(Payout payout, string amount, string direction, string? returned = "", string currency = "AED") =>
        Entry(payout.Id.ToString().Replace('_', '-').ToUpperInvariant(), amount, direction, returned, currency);

    private static string Entry(string reference, string amount, string direction, string? returned = "", string currency = "AED") =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
             <Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><NtryDtls><TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs>{(returned is { Length: > 0 } ? $"<RtrInf><Rsn><Cd>{returned}</Cd></Rsn></RtrInf>" : "")}</TxDtls></NtryDtls></Ntry>
             """);
}
