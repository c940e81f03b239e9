using System.Globalization;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Core.Settlement;

namespace GiftCards.Core.Demo;

/// <summary>
/// What the demo world's first business was paid so far: on the first of the last months, one of which the bank sent
/// back at first; and an account of the second that nobody has looked at.
/// </summary>
internal sealed class DemoPayouts(GiftCardsDbContext context, Merchant merchant, DateTimeOffset now)
{
    private const int Months = 4;
    private const int MonthThatFailed = 2;
    private static readonly Actor Seeder = new Actor.System("demo");

    private readonly HashSet<EntryId> paid = [];
    private int made;

    public static void Write(GiftCardsDbContext context, Merchant glamour, Merchant grove, DateTimeOffset now)
    {
        new DemoPayouts(context, glamour, now).Write();
        context.Add(Account(
            grove,
            new BankDetails(BankScheme.UnitedStates, "US", "Grove Coffee LLC", "000123456789", "021000021", null),
            BankAccountStatus.Unverified,
            now.AddDays(-1)));
    }

    private void Write()
    {
        var account = Account(
            merchant,
            new BankDetails(BankScheme.Iban, "AE", "Glamour Studio LLC", "AE070331234567890123456", null, null),
            BankAccountStatus.Verified,
            now.AddMonths(-Months).AddDays(-20));
        (account.DecidedAt, account.Note) = (account.CreatedAt.AddDays(1), "Trade licence and bank letter");
        context.Add(account);
        var today = Instants.LocalDay(now, merchant.Zone);
        var first = new DateOnly(today.Year, today.Month, 1);
        for (var ago = Months; ago >= 0; ago--)
        {
            Pay(account, first.AddMonths(-ago), ago == MonthThatFailed);
        }

        context.Add(new PayoutPlan
        {
            MerchantId = merchant.Id,
            Schedule = PayoutSchedule.Monthly,
            MinimumMinor = PayoutPlan.DefaultMinimum(merchant.Currency).Minor,
            Sequence = made,
            LastPeriod = NameOf(first),
        });
    }

    private void Pay(BankAccount account, DateOnly day, bool comesBack)
    {
        var at = Instants.StartOfDay(day, merchant.Zone).AddMinutes(10);
        var entries = Entries(at);
        if (at >= now || entries.Sum(entry => entry.Minor) < PayoutPlan.DefaultMinimum(merchant.Currency).Minor)
        {
            return;
        }

        if (comesBack)
        {
            var failed = Make(account, NameOf(day), at, entries, null);
            End(failed, entries, PayoutStatus.Failed, at.AddDays(2), "The account number did not match the name");
            at = at.AddDays(2).AddHours(3);
            var again = Make(account, $"retry:{failed.Id}", at, entries, failed.Id);
            End(again, entries, PayoutStatus.Paid, at.AddDays(1), null);
        }
        else
        {
            End(Make(account, NameOf(day), at, entries, null), entries, PayoutStatus.Paid, at.AddDays(1), null);
        }

        paid.UnionWith(entries.Select(entry => entry.Entry));
    }

    private List<(EntryId Entry, long Minor)> Entries(DateTimeOffset before) =>
    [
        .. context.ChangeTracker.Entries<JournalEntry>().Select(row => row.Entity)
            .Where(entry => entry.MerchantId == merchant.Id && entry.At < before
                && !entry.Type.IsOfPayout() && !paid.Contains(entry.Id))
            .Select(entry => (entry.Id, entry.Postings.Sum(posting =>
                posting.Credit == AccountKind.MerchantPayable ? posting.AmountMinor
                : posting.Debit == AccountKind.MerchantPayable ? -posting.AmountMinor : 0)))
            .Where(entry => entry.Item2 != 0),
    ];

    private Payout Make(
        BankAccount account,
        string period,
        DateTimeOffset at,
        List<(EntryId Entry, long Minor)> entries,
        PayoutId? retryOf)
    {
        var sum = entries.Sum(entry => entry.Minor);
        made++;
        var payout = new Payout
        {
            MerchantId = merchant.Id,
            Id = PublicId.New<PayoutId>(at),
            Period = period,
            Currency = merchant.Currency,
            AmountMinor = sum,
            CarriedMinor = 0,
            EntriesMinor = sum,
            HeldBackMinor = 0,
            EntryCount = entries.Count,
            Status = PayoutStatus.Sent,
            Provider = BankFileProvider.ProviderName,
            BankAccountId = account.Id,
            RetryOf = retryOf,
            CreatedAt = at,
            SentAt = at.AddHours(9),
        };
        context.Add(payout);
        Post(payout, EntryType.PayoutCreated, at, PostingRules.PayoutCreated(payout.Amount));
        return payout;
    }

    // What would end later than now is still on its way.
    private void End(
        Payout payout,
        List<(EntryId Entry, long Minor)> entries,
        PayoutStatus to,
        DateTimeOffset at,
        string? failure)
    {
        var hasEnded = at < now;
        if (hasEnded)
        {
            (payout.Status, payout.Failure) = (to, failure);
            payout.PaidAt = to == PayoutStatus.Paid ? at : null;
            payout.ClosedAt = to == PayoutStatus.Paid ? null : at;
            var (type, postings) = to == PayoutStatus.Paid
                ? (EntryType.PayoutPaid, PostingRules.PayoutPaid(payout.Amount, AccountKind.PlatformBank))
                : (EntryType.PayoutFailed, PostingRules.PayoutFailed(payout.Amount));
            Post(payout, type, at, postings);
        }

        context.AddRange(entries.Select(entry => new PayoutEntry
        {
            MerchantId = merchant.Id,
            PayoutId = payout.Id,
            EntryId = entry.Entry,
            AmountMinor = entry.Minor,
            IsReleased = !payout.IsLive,
        }));
    }

    private void Post(Payout payout, EntryType type, DateTimeOffset at, IReadOnlyList<PostingDraft> postings) =>
        context.Add(JournalEntry.ForCards(
            new EntryDraft(merchant.Id, type, at, Seeder) { Reason = payout.Id.ToString() }, [], postings));

    private static string NameOf(DateOnly day) =>
        string.Create(CultureInfo.InvariantCulture, $"monthly:{day:yyyy-MM-dd}");

    private static BankAccount Account(
        Merchant merchant, BankDetails details, BankAccountStatus status, DateTimeOffset at) => new()
        {
            MerchantId = merchant.Id,
            Id = PublicId.New<BankAccountId>(at),
            Scheme = details.Scheme,
            Country = details.Country,
            Currency = merchant.Currency,
            Holder = details.Holder,
            Number = details.Number,
            BankCode = details.BankCode,
            Bic = details.Bic,
            Last4 = details.Last4,
            Status = status,
            CreatedAt = at,
            CreatedBy = Seeder.Label,
            PayableFrom = at,
        };
}
