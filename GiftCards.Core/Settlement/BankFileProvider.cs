using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Settlement;

/// <summary>
/// Pays through a file that an administrator takes to the platform's bank. It knows nothing of what becomes of a
/// payment; the administrator says so.
/// </summary>
public sealed class BankFileProvider : IPayoutProvider
{
    public const string ProviderName = "bank_file";

    public string Name => ProviderName;

    public AccountKind PaidFrom => AccountKind.PlatformBank;

    public bool PaysWholeSteps => false;

    public async Task<Result<PayoutDestination>> DestinationAsync(
        GiftCardsDbContext context, MerchantId merchant, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var account = await context.BankAccounts.AsNoTracking()
            .Where(row => row.MerchantId == merchant && row.ReplacedAt == null)
            .Select(row => new { row.Id, row.Status, row.PayableFrom })
            .SingleOrDefaultAsync(cancellationToken);
        return account switch
        {
            { Status: not BankAccountStatus.Verified } or null => new BankAccountUnverified(),
            _ when account.PayableFrom > now => new BankAccountWaits(account.PayableFrom),
            _ => new PayoutDestination(account.Id, null),
        };
    }

    public Task<ProviderPayout> SendAsync(Payout payout, CancellationToken cancellationToken) =>
        Task.FromResult(new ProviderPayout(payout.Amount, ProviderPayoutStatus.Waits));

    public IAsyncEnumerable<ProviderPayment> ListSinceAsync(
        DateTimeOffset since, CancellationToken cancellationToken) =>
        AsyncEnumerable.Empty<ProviderPayment>();
}
