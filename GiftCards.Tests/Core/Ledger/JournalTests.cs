using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Ledger;

public sealed class JournalTests
{
    private static readonly Currency Aed = Currency.Of("AED");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseProvider, string> Changes
    {
        get
        {
            var data = new TheoryData<DatabaseProvider, string>();
            foreach (var provider in Enum.GetValues<DatabaseProvider>())
            {
                foreach (var table in new[] { "journal_entries", "postings", "card_transactions", "sales" })
                {
                    data.Add(provider, $"DELETE FROM {table}");
                    data.Add(provider, $"UPDATE {table} SET merchant_id = merchant_id");
                }
            }

            data.Add(DatabaseProvider.PostgreSql, "TRUNCATE postings");
            return data;
        }
    }

    [Theory, MemberData(nameof(Changes))]
    public async Task The_database_itself_refuses_to_change_the_journal(DatabaseProvider provider, string sql)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        await world.PayAsync(await world.PlaceOrderAsync(merchant, 10_000));

        var refusal = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => world.ExecuteAsOwnerAsync(sql));

        Assert.Contains("append-only", refusal.Message, StringComparison.Ordinal);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task The_database_itself_refuses_a_negative_balance(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        await world.IssueCardAsync(merchant, 10_000);
        await using var context = world.Database.OpenAcrossMerchants();

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(
            () => context.Database.ExecuteSqlRawAsync("UPDATE cards SET balance_minor = -1", Token));
    }

    public static TheoryData<DatabaseProvider, string, string> Breaches
    {
        get
        {
            var data = new TheoryData<DatabaseProvider, string, string>();
            foreach (var provider in Enum.GetValues<DatabaseProvider>())
            {
                data.Add(provider, "UPDATE cards SET balance_minor = balance_minor + 1", "card-balance");
                data.Add(provider, "UPDATE cards SET balance_minor = balance_minor + 1", "card-history");
                data.Add(provider, "UPDATE cards SET balance_minor = balance_minor - 1", "merchant-liability");
                data.Add(provider, "UPDATE cards SET held_minor = 1", "card-holds");
                data.Add(provider, "UPDATE cards SET spent_minor = 1", "card-spent");
                data.Add(provider, "UPDATE orders SET status = 'expired'", "paid-orders");
                data.Add(provider, "UPDATE order_items SET quantity = 2", "paid-orders");
                data.Add(provider, "UPDATE cards SET status = 'cancelled'", "merchant-liability");
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Breaches))]
    public async Task Whoever_tampers_is_found_out(DatabaseProvider provider, string tampering, string invariant)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        await world.PayAsync(await world.PlaceOrderAsync(merchant, 10_000));
        await world.AssertBooksAsync();
        await using (var context = world.Database.OpenAcrossMerchants())
        {
            await context.Database.ExecuteSqlRawAsync(tampering, Token);
        }

        var findings = await world.Get<Invariants>().CheckAsync(Token);

        Assert.Contains(findings, finding => finding.Name == invariant && finding.Breaches == 1);
    }

    [Fact]
    public void An_entry_whose_postings_say_something_else_than_its_card_is_a_bug()
    {
        var card = new CardId(Guid.NewGuid());
        var draft = new EntryDraft(new MerchantId(Guid.NewGuid()), EntryType.Redeem, DateTimeOffset.UnixEpoch, new Actor.System("test"));
        var side = new CardSide(card, new Money(-500, Aed));

        Assert.Throws<InvalidOperationException>(() => JournalEntry.ForCard(draft, side, PostingRules.Redeemed(card, new Money(400, Aed))));
        Assert.Throws<InvalidOperationException>(() => JournalEntry.ForCard(draft, side, []));
        Assert.Throws<InvalidOperationException>(() => JournalEntry.ForCard(
            draft, side, [new PostingDraft(AccountKind.CardLiability, AccountKind.CommissionRevenue, new Money(500, Aed), card)]));
        Assert.Throws<InvalidOperationException>(() => JournalEntry.ForCard(
            draft, side, [new PostingDraft(AccountKind.CardLiability, AccountKind.RedeemedSales, new Money(500, Aed))]));
    }

    [Fact]
    public void Every_kind_of_account_stands_in_the_chart_once()
    {
        foreach (var kind in Enum.GetValues<AccountKind>())
        {
            Assert.True(Enum.IsDefined(ChartOfAccounts.ClassOf(kind)));
        }
    }

    [Fact]
    public void A_sale_posts_payable_commission_and_the_merchants_promotion()
    {
        var card = new CardId(Guid.NewGuid());

        var postings = PostingRules.Sold(card, new Money(9_000, Aed), new Money(10_000, Aed), new Money(450, Aed));

        Assert.Equal(
            [
                (AccountKind.ProviderClearing, AccountKind.MerchantPayable, 8_550L),
                (AccountKind.ProviderClearing, AccountKind.CommissionRevenue, 450L),
                (AccountKind.DueFromPlatform, AccountKind.CardLiability, 8_550L),
                (AccountKind.CommissionExpense, AccountKind.CardLiability, 450L),
                (AccountKind.PromotionExpense, AccountKind.CardLiability, 1_000L),
            ],
            postings.Select(posting => (posting.Debit, posting.Credit, posting.Amount.Minor)));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => PostingRules.Sold(card, new Money(100, Aed), new Money(100, Aed), new Money(101, Aed)));
    }
}
