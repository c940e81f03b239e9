using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GiftCards.Core.Settlement;

/// <summary>
/// Has the provider pay what was made, and asks it about what is on its way, until each payout has ended. May be killed
/// or run twice: the provider knows a payout by its id and pays it once, and of all who learn how it ended, one writes
/// it. What the provider cannot be asked about now is asked the next time.
/// </summary>
public sealed partial class SendPayoutsHandler(
    GiftCardsDatabase database,
    IPayoutProvider provider,
    PayoutSteps steps,
    ReadOnlyMode readOnly,
    TimeProvider time,
    ILogger<SendPayoutsHandler> logger)
{
    private const int BatchSize = 50;
    private static readonly Actor Job = new Actor.System("payouts");

    /// <summary>How long a payout that arrived is watched, because it may be taken back.</summary>
    private static readonly TimeSpan Watch = TimeSpan.FromDays(30);

    /// <summary>How far back the provider's payments are compared with ours.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromDays(3);

    /// <summary>Looks at every payout of this provider that may still change; answers with how many.</summary>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        PayoutId? last = null;
        while (!await readOnly.IsOnAsync(cancellationToken)
            && await NextAsync(last, cancellationToken) is { Count: > 0 } batch)
        {
            foreach (var payout in batch)
            {
                await LookAsync(payout, cancellationToken);
            }

            count += batch.Count;
            last = batch[^1].Id;
        }

        return count;
    }

    /// <summary>
    /// Looks at one payout, such as one that an event of the provider names. What the event says is not believed, the
    /// provider is asked.
    /// </summary>
    public async Task LookAsync(MerchantId merchant, PayoutId id, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one payout by its key.
        var payout = await context.Payouts.AsNoTracking().SingleOrDefaultAsync(
            row => row.MerchantId == merchant && row.Id == id && row.Provider == provider.Name, cancellationToken);
        if (payout is { IsLive: true } && !await readOnly.IsOnAsync(cancellationToken))
        {
            await AskAsync(payout, cancellationToken);
        }
    }

    /// <summary>
    /// Compares what the provider paid of late with our payouts; answers with how many payments belong to none, or are
    /// of another amount. Each is logged by the provider's name of it.
    /// </summary>
    public async Task<int> ReconcileAsync(CancellationToken cancellationToken)
    {
        var strange = 0;
        await foreach (var payment in provider.ListSinceAsync(time.GetInstant() - Recent, cancellationToken))
        {
            if (!await AgreesAsync(payment, cancellationToken))
            {
                strange++;
                LogStrange(payment.Reference);
            }
        }

        return strange;
    }

    // What came back, or was converted, is compared with what is written down of it; of that the provider may know more
    // than we do, so it is asked once more before anything is called strange.
    private async Task<bool> AgreesAsync(ProviderPayment payment, CancellationToken cancellationToken)
    {
        if (await FindAsync(payment, cancellationToken) is not { } payout || payout.Amount != payment.Amount)
        {
            return false;
        }

        if (!IsSame(payout, payment))
        {
            await LookAsync(payout.MerchantId, payout.Id, cancellationToken);
            payout = await FindAsync(payment, cancellationToken);
        }

        return payout is not null && IsSame(payout, payment)
            && (payment.Conversion is null || payment.Conversion.Agrees(payout.Amount));
    }

    private static bool IsSame(Payout payout, ProviderPayment payment) =>
        payout.ReturnedMinor == (payment.Back?.Minor ?? 0) && payout.Conversion == payment.Conversion;

    private async Task<Payout?> FindAsync(ProviderPayment payment, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one payout of whatever merchant.
        return payment.Payout is { } id
            ? await context.Payouts.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken)
            : null;
    }

    private async Task<List<Payout>> NextAsync(PayoutId? last, CancellationToken cancellationToken)
    {
        if (provider is BankFileProvider)
        {
            return []; // A person says what the bank did.
        }

        var (after, since) = (last ?? default, time.GetInstant() - Watch);
        await using var context = database.OpenAcrossMerchants(); // The system looks at every merchant's payouts.
        return await context.Payouts.AsNoTracking()
            .Where(row => row.Provider == provider.Name && row.Id > after
                && (row.Status == PayoutStatus.Created || row.Status == PayoutStatus.Sent
                    || (row.Status == PayoutStatus.Paid && row.PaidAt >= since)))
            .OrderBy(row => row.Id)
            .Take(BatchSize)
            .ToListAsync(cancellationToken);
    }

    private async Task LookAsync(Payout payout, CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(payout, cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailure(error.GetType().Name, payout.Id);
            await steps.TriedAsync(payout, "provider_unreachable", cancellationToken);
        }
    }

    private async Task AskAsync(Payout payout, CancellationToken cancellationToken)
    {
        var told = await provider.SendAsync(payout, cancellationToken);
        if (told.Amount != payout.Amount)
        {
            LogMismatch(payout.Id);
            return;
        }

        if (told.Conversion is { } conversion && payout.Conversion is null)
        {
            await steps.ConvertedAsync(payout, conversion, CancellationToken.None);
        }

        // From here on the money has moved, or never will; so nothing stops this from being written down.
        switch (told.Status)
        {
            case ProviderPayoutStatus.Waits:
                break;
            case ProviderPayoutStatus.Sent:
                await steps.SentAsync(payout, told.Reference, CancellationToken.None);
                break;
            case ProviderPayoutStatus.Paid:
                await TakeAsync(payout, PayoutStatus.Paid, told with { Failure = null });
                if (told.Back is not null)
                {
                    await TakeAsync(payout, PayoutStatus.Returned, told);
                }

                break;
            case ProviderPayoutStatus.Failed:
                await TakeAsync(payout, PayoutStatus.Failed, told);
                break;
            case ProviderPayoutStatus.Returned:
                await TakeAsync(payout, PayoutStatus.Paid, told with { Failure = null });
                await TakeAsync(payout, PayoutStatus.Returned, told);
                break;
            default:
                throw new InvalidOperationException($"No rule for a payout that is {told.Status}.");
        }
    }

    private async Task TakeAsync(Payout payout, PayoutStatus to, ProviderPayout told)
    {
        var step = new PayoutStep(payout.MerchantId, payout.Id, to)
        {
            Reason = told.Failure,
            Reference = told.Reference,
            Back = to == PayoutStatus.Returned ? told.Back : null,
        };
        if (await steps.TakeAsync(Job, step, null))
        {
            var isPart = step.Back is { } back && back != payout.Amount;
            LogStep(payout.Id, payout.MerchantId, isPart ? "partly back" : to.ToText());
        }
    }

    [LoggerMessage(LogLevel.Information, "Payout {Payout} of merchant {Merchant} is {Status}")]
    private partial void LogStep(PayoutId payout, MerchantId merchant, string status);

    [LoggerMessage(LogLevel.Error, "Payout {Payout} could not be sent or asked about ({Failure}); the next round tries again")]
    private partial void LogFailure(string failure, PayoutId payout);

    [LoggerMessage(LogLevel.Error, "The provider paid {Payment}, which is no payout of ours or of another amount")]
    private partial void LogStrange(string payment);

    [LoggerMessage(LogLevel.Error, "The provider has another amount under payout {Payout}; it waits for a person")]
    private partial void LogMismatch(PayoutId payout);
}
