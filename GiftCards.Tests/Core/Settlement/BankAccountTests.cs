using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using GiftCards.Core.Settlement;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Settlement;

/// <summary>Where the money goes is the owner's to say, and is believed only when it was proved.</summary>
public sealed class BankAccountTests
{
    private const string Number = "AE070331234567890123456";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task An_account_is_kept_encrypted_shown_by_its_end_and_told_to_the_owners(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();

        var account = await world.GiveAccountAsync(merchant);

        Assert.Equal(("3456", BankAccountStatus.Unverified), (account.Last4, account.Status));
        await using var context = world.Database.OpenAcrossMerchants();
        var stored = await context.Database.SqlQuery<string>($"SELECT number AS \"Value\" FROM bank_accounts").SingleAsync(Token);
        Assert.DoesNotContain(Number, stored, StringComparison.Ordinal);
        Assert.Equal(Number, (await context.BankAccounts.SingleAsync(Token)).Number);
        Assert.Equal(OutboxTypes.BankAccountNotice, (await context.Outbox.SingleAsync(Token)).Type);
        var audit = await context.AuditEntries.SingleAsync(row => row.Action == AuditActions.BankAccountChanged, Token);
        Assert.Contains("3456", audit.After, StringComparison.Ordinal);
        Assert.DoesNotContain("0331234", audit.After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_an_owner_who_proved_a_moment_ago_who_they_are_may_say_where_the_money_goes()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var save = world.Get<SaveBankAccountHandler>();
        var command = new SaveBankAccount(merchant.Currency, PayoutActions.Iban());
        var fresh = world.FreshSession();

        Assert.IsType<SignInAgain>((await save.HandleAsync(TestWorld.StaffOf(merchant), command, Token)).Error);
        Assert.IsType<Forbidden>((await save.HandleAsync(
            TestWorld.StaffOf(merchant, StaffRole.Manager) with { Session = fresh }, command, Token)).Error);
        Assert.IsType<Forbidden>((await save.HandleAsync(world.FreshAdministrator(), command, Token)).Error);
        world.Clock.Advance(RecentSignIn.Window);
        Assert.IsType<SignInAgain>((await save.HandleAsync(
            TestWorld.StaffOf(merchant) with { Session = fresh }, command, Token)).Error);
    }

    [Fact]
    public async Task An_account_of_another_currency_is_refused()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var save = world.Get<SaveBankAccountHandler>();
        var american = new TypedBankDetails
        {
            Scheme = BankScheme.UnitedStates,
            Holder = "A Shop",
            Number = "123456789",
            BankCode = "021000021",
        };

        Assert.IsType<CurrencyMismatch>((await save.HandleAsync(
            world.OwnerOf(merchant), new SaveBankAccount(Currency.Of("USD"), PayoutActions.Iban()), Token)).Error);
        Assert.IsType<CurrencyMismatch>((await save.HandleAsync(
            world.OwnerOf(merchant), new SaveBankAccount(merchant.Currency, american), Token)).Error);
    }

    [Theory, EveryProvider]
    public async Task Two_small_amounts_verify_an_account_when_the_owner_knows_them(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var account = await world.GiveAccountAsync(merchant);
        var file = await world.Get<SendDepositsHandler>().HandleAsync(
            world.FreshAdministrator(), new SendDeposits(merchant.Id, account.Id), Token);
        var (first, second) = await AmountsAsync(world);

        Assert.True(file.IsOk);
        Assert.Equal(
            [(AccountKind.PlatformBankCosts, AccountKind.PlatformBank, first), (AccountKind.PlatformBankCosts, AccountKind.PlatformBank, second)],
            await world.EntryAsync(EntryType.AccountCheck));
        await world.AssertBooksAsync();
        var wrong = await ConfirmAsync(world, merchant, first + second, 1);
        Assert.Equal(2, Assert.IsType<DepositsWrong>(wrong.Error).TriesLeft);
        Assert.True((await ConfirmAsync(world, merchant, second, first)).IsOk);

        await using var context = world.Database.OpenAcrossMerchants();
        var row = await context.BankAccounts.SingleAsync(Token);
        Assert.Equal(BankAccountStatus.Verified, row.Status);
        Assert.Null(row.Deposits);
        Assert.IsType<DepositsLocked>((await ConfirmAsync(world, merchant, first, second)).Error);
    }

    [Fact]
    public async Task Three_wrong_guesses_end_the_guessing_even_with_the_right_amounts()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var account = await world.GiveAccountAsync(merchant);
        await world.Get<SendDepositsHandler>().HandleAsync(
            world.FreshAdministrator(), new SendDeposits(merchant.Id, account.Id), Token);
        var (first, second) = await AmountsAsync(world);

        for (var guess = 0; guess < BankAccount.MaxTries; guess++)
        {
            Assert.False((await ConfirmAsync(world, merchant, 200, 201)).IsOk);
        }

        Assert.IsType<DepositsLocked>((await ConfirmAsync(world, merchant, first, second)).Error);

        // A person may still decide.
        var decided = await world.Get<DecideBankAccountHandler>().HandleAsync(
            world.FreshAdministrator(), new DecideBankAccount(merchant.Id, account.Id, true, "Rang the bank"), Token);
        Assert.True(decided.IsOk);
    }

    [Fact]
    public async Task Another_account_begins_unverified_and_waits_when_the_one_before_was_paid_to()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        await world.BuyAsync(merchant, 100_000);
        var first = await world.VerifiedAccountAsync(merchant);
        Assert.Equal(world.Clock.GetInstant(), first.PayableFrom);

        var second = await world.GiveAccountAsync(merchant, PayoutActions.Iban("DE89370400440532013000"));

        Assert.Equal(BankAccountStatus.Unverified, second.Status);
        Assert.Equal(world.Clock.GetInstant() + BankAccount.ChangeWait, second.PayableFrom);
        Assert.IsType<BankAccountUnverified>((await world.AskPayoutAsync(merchant)).Error);
        await world.Get<DecideBankAccountHandler>().HandleAsync(
            world.FreshAdministrator(), new DecideBankAccount(merchant.Id, second.Id, true, "Seen"), Token);
        Assert.IsType<BankAccountWaits>((await world.AskPayoutAsync(merchant)).Error);
        world.Clock.Advance(BankAccount.ChangeWait);
        Assert.True((await world.AskPayoutAsync(merchant)).IsOk);
    }

    [Fact]
    public async Task Deciding_is_for_administrators_with_full_rights_and_happens_once()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var account = await world.GiveAccountAsync(merchant);
        var decide = world.Get<DecideBankAccountHandler>();
        var command = new DecideBankAccount(merchant.Id, account.Id, false, "Another name");
        var support = new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Support) { Session = world.FreshSession() };

        Assert.IsType<Forbidden>((await decide.HandleAsync(world.OwnerOf(merchant), command, Token)).Error);
        Assert.IsType<Forbidden>((await decide.HandleAsync(support, command, Token)).Error);
        Assert.IsType<InvalidRequest>((await decide.HandleAsync(world.FreshAdministrator(), command with { Note = "" }, Token)).Error);
        Assert.True((await decide.HandleAsync(world.FreshAdministrator(), command, Token)).IsOk);
        Assert.IsType<Conflict>((await decide.HandleAsync(world.FreshAdministrator(), command with { IsRight = true }, Token)).Error);
        Assert.IsType<NotFound>((await decide.HandleAsync(
            world.FreshAdministrator(), command with { Account = new BankAccountId(Guid.NewGuid()) }, Token)).Error);
    }

    private static Task<Result<Done>> ConfirmAsync(
        TestWorld world, GiftCards.Core.Merchants.Merchant merchant, long first, long second) =>
        world.Get<ConfirmDepositsHandler>().HandleAsync(
            world.OwnerOf(merchant),
            new ConfirmDeposits(new Money(first, merchant.Currency), new Money(second, merchant.Currency)),
            Token);

    private static async Task<(long First, long Second)> AmountsAsync(TestWorld world)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        var parts = (await context.BankAccounts.AsNoTracking().SingleAsync(Token)).Deposits!.Split(',');
        return (long.Parse(parts[0], null), long.Parse(parts[1], null));
    }
}
