using System.Globalization;
using System.Text;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using GiftCards.Core.Settlement;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
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

    [Theory, EveryProvider]
    public async Task Amounts_that_were_to_prove_an_account_and_come_back_are_booked_once_and_the_account_fails(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var account = await world.GiveAccountAsync(merchant);
        await world.Get<SendDepositsHandler>().HandleAsync(
            world.FreshAdministrator(), new SendDeposits(merchant.Id, account.Id), Token);
        var sent = (await world.EntryAsync(EntryType.AccountCheck)).Select(row => row.Minor).ToList();
        var name = account.Id.ToString().Replace('_', '-').ToUpperInvariant();
        string Back(int number, long minor) => Entry(
            $"{name}-{number}", string.Create(CultureInfo.InvariantCulture, $"{minor / 100}.{minor % 100:00}"), "CRDT", "AC04");
        var notices = await NoticesAsync(world);

        // What left is only counted, and another amount than the one that was sent books nothing.
        var left = (await TakeAsync(world, Statement(Entry($"{name}-1", "0.01", "DBIT"), Back(1, sent[0] + 1), Back(3, 1)))).Value;
        Assert.Equal((0, 1), (left.Deposits, left.Others));
        Assert.Equal([StatementTrouble.Amount, StatementTrouble.Unknown], left.Mismatches.Select(row => row.Trouble));
        Assert.Equal(BankAccountStatus.DepositsSent, (await RowAsync(world)).Status);

        var file = Statement(Back(2, sent[1]), Back(1, sent[0]));
        Assert.Equal(2, (await TakeAsync(world, file)).Value.Deposits);
        var again = (await TakeAsync(world, file)).Value;
        Assert.Equal((0, 2, 0), (again.Deposits, again.Known, again.Mismatches.Count));

        var row = await RowAsync(world);
        Assert.Equal((BankAccountStatus.Refused, "AC04", (string?)null), (row.Status, row.Note, row.Deposits));
        Assert.Equal(notices + 1, await NoticesAsync(world));
        Assert.Equal(0, await BankAsync(world));
        Assert.IsType<DepositsLocked>((await world.Get<ConfirmDepositsHandler>().HandleAsync(
            world.OwnerOf(merchant),
            new ConfirmDeposits(new Money(sent[0], merchant.Currency), new Money(sent[1], merchant.Currency)),
            Token)).Error);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task An_administrator_books_amounts_that_the_bank_would_not_pay(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var account = await world.GiveAccountAsync(merchant);
        var handler = world.Get<ReturnDepositsHandler>();
        var command = new ReturnDeposits(merchant.Id, account.Id, "Rejected by the bank");

        Assert.IsType<Forbidden>((await handler.HandleAsync(world.OwnerOf(merchant), command, Token)).Error);
        Assert.IsType<InvalidRequest>((await handler.HandleAsync(world.FreshAdministrator(), command with { Reason = "" }, Token)).Error);
        Assert.IsType<Conflict>((await handler.HandleAsync(world.FreshAdministrator(), command, Token)).Error);
        Assert.IsType<NotFound>((await handler.HandleAsync(
            world.FreshAdministrator(), command with { Account = new BankAccountId(Guid.NewGuid()) }, Token)).Error);

        await world.Get<SendDepositsHandler>().HandleAsync(
            world.FreshAdministrator(), new SendDeposits(merchant.Id, account.Id), Token);
        Assert.True((await handler.HandleAsync(world.FreshAdministrator(), command, Token)).IsOk);
        Assert.IsType<Conflict>((await handler.HandleAsync(world.FreshAdministrator(), command, Token)).Error);

        var row = await RowAsync(world);
        Assert.Equal((BankAccountStatus.Refused, "Rejected by the bank"), (row.Status, row.Note));
        Assert.Equal(0, await BankAsync(world));
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

    private static async Task<BankAccount> RowAsync(TestWorld world)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        return await context.BankAccounts.AsNoTracking().SingleAsync(Token);
    }

    private static async Task<int> NoticesAsync(TestWorld world)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        return await context.Outbox.CountAsync(row => row.Type == OutboxTypes.BankAccountNotice, Token);
    }

    private static async Task<long> BankAsync(TestWorld world)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        var rows = await context.Postings.AsNoTracking().ToListAsync(Token);
        return rows.Sum(row => row.Credit == AccountKind.PlatformBank ? row.AmountMinor
            : row.Debit == AccountKind.PlatformBank ? -row.AmountMinor : 0);
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
