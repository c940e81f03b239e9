using System.Globalization;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Settlement;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Support;

/// <summary>What people do to be paid, in the fewest words.</summary>
public static class PayoutActions
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>An owner who has just proved who they are.</summary>
    public static Actor OwnerOf(this TestWorld world, Merchant merchant) =>
        TestWorld.StaffOf(merchant) with { Session = world.FreshSession() };

    /// <summary>An administrator with full rights who has just proved who they are.</summary>
    public static Actor FreshAdministrator(this TestWorld world) =>
        new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Full) { Session = world.FreshSession() };

    public static ActorSession FreshSession(this TestWorld world) =>
        new(new SessionId(Guid.NewGuid()), world.Clock.GetInstant(), true, true);

    public static TypedBankDetails Iban(string number = "AE07 0331 2345 6789 0123 456", string holder = "Glamour Studio LLC") =>
        new() { Scheme = BankScheme.Iban, Holder = holder, Number = number };

    public static async Task<BankAccountView> GiveAccountAsync(this TestWorld world, Merchant merchant, TypedBankDetails? details = null) =>
        (await world.Get<SaveBankAccountHandler>().HandleAsync(
            world.OwnerOf(merchant), new SaveBankAccount(merchant.Currency, details ?? Iban()), Token)).Value;

    /// <summary>A bank account that an administrator has looked at.</summary>
    public static async Task<BankAccountView> VerifiedAccountAsync(this TestWorld world, Merchant merchant, TypedBankDetails? details = null)
    {
        var account = await world.GiveAccountAsync(merchant, details);
        var done = await world.Get<DecideBankAccountHandler>().HandleAsync(
            world.FreshAdministrator(), new DecideBankAccount(merchant.Id, account.Id, true, "Bank letter seen"), Token);
        Assert.True(done.IsOk);
        return account;
    }

    public static Task<int> RunPayoutsAsync(this TestWorld world) => world.Get<RunPayoutsHandler>().HandleAsync(Token);

    public static Task<Result<Answer<PayoutId>>> AskPayoutAsync(this TestWorld world, Merchant merchant, string? key = null, Actor? actor = null) =>
        world.Get<RequestPayoutHandler>().HandleAsync(
            actor ?? TestWorld.StaffOf(merchant), new RequestPayout(merchant.Id), key ?? Guid.NewGuid().ToString(), Token);

    public static async Task<BankFileId> MakeFileAsync(this TestWorld world) =>
        (await world.Get<MakeBankFileHandler>().HandleAsync(world.FreshAdministrator(), Token)).Value;

    public static Task<Result<Done>> MarkAsync(this TestWorld world, Payout payout, BankAnswer answer, string? reason = null) =>
        world.Get<MarkPayoutHandler>().HandleAsync(
            world.FreshAdministrator(),
            new MarkPayout(payout.MerchantId, payout.Id, answer, reason ?? (answer == BankAnswer.Paid ? null : "Account closed")),
            Token);

    /// <summary>Every payout there is, oldest first.</summary>
    public static async Task<IReadOnlyList<Payout>> PayoutsAsync(this TestWorld world)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        return await context.Payouts.AsNoTracking().OrderBy(payout => payout.Id).ToListAsync(Token);
    }

    /// <summary>The only payout there is.</summary>
    public static async Task<Payout> PayoutAsync(this TestWorld world) => Assert.Single(await world.PayoutsAsync());

    /// <summary>What an account of the merchant's, in its book or the platform's, holds: credits less debits.</summary>
    public static async Task<long> AccountAsync(this TestWorld world, Merchant merchant, AccountKind kind)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        var rows = await context.Postings.AsNoTracking().Where(row => row.MerchantId == merchant.Id).ToListAsync(Token);
        return rows.Sum(row => row.Credit == kind ? row.AmountMinor : row.Debit == kind ? -row.AmountMinor : 0);
    }

    /// <summary>The last entry of a type, as debit, credit and minor units.</summary>
    public static async Task<IReadOnlyList<(AccountKind Debit, AccountKind Credit, long Minor)>> EntryAsync(this TestWorld world, EntryType type)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        var entry = await context.JournalEntries.AsNoTracking().Include(row => row.Postings)
            .Where(row => row.Type == type).OrderByDescending(row => row.Id).FirstAsync(Token);
        return [.. entry.Postings.OrderBy(row => row.Line).Select(row => (row.Debit, row.Credit, row.AmountMinor))];
    }

    /// <summary>A day in the clock's year.</summary>
    public static DateTimeOffset At(string day) =>
        DateTimeOffset.Parse(day, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
