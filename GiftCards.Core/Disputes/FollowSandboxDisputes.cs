using GiftCards.Core.Common;
using GiftCards.Core.Payments.Sandbox;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GiftCards.Core.Disputes;

/// <summary>
/// Tells the platform what became of disputes at the embedded provider, as another provider's events would. What was
/// told and not written down is told again.
/// </summary>
public sealed partial class FollowSandboxDisputesHandler(
    GiftCardsDatabase database,
    OpenDisputeHandler open,
    CloseDisputeHandler close,
    ILogger<FollowSandboxDisputesHandler> logger)
{
    private const int BatchSize = 50;

    /// <summary>
    /// Follows every dispute that has news, batch by batch; answers with how many were heard. One that cannot be
    /// followed is logged and does not hold back the others.
    /// </summary>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        string? last = null;
        while (await NextAsync(last, cancellationToken) is { Count: > 0 } news)
        {
            foreach (var dispute in news)
            {
                count += await FollowAsync(dispute, cancellationToken) ? 1 : 0;
            }

            last = news[^1].Reference;
        }

        return count;
    }

    private async Task<List<SandboxDispute>> NextAsync(string? last, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // The provider knows payments, not merchants.
        return await context.SandboxDisputes.AsNoTracking()
            .Where(row => (row.Told == null || row.Told != row.Status)
#pragma warning disable CA1309 // The database compares, by its own order.
                && (last == null || string.Compare(row.Reference, last) > 0))
#pragma warning restore CA1309
            .OrderBy(row => row.Reference)
            .Take(BatchSize)
            .ToListAsync(cancellationToken);
    }

    private async Task<bool> FollowAsync(SandboxDispute dispute, CancellationToken cancellationToken)
    {
        try
        {
            var told = dispute.Status == DisputeStatus.Open
                ? await open.HandleAsync(dispute.Opening(), cancellationToken)
                : await close.HandleAsync(
                    new CloseDispute(
                        SandboxProvider.ProviderName,
                        dispute.Reference,
                        dispute.Status == DisputeStatus.Won ? DisputeOutcome.Won : DisputeOutcome.Lost,
                        dispute.DecidedAt ?? dispute.CreatedAt)
                    {
                        Opening = dispute.Opening(),
                    },
                    cancellationToken);
            if (!told.IsOk)
            {
                LogRefused(dispute.Reference, told.Error.Code);
                return false;
            }

            await using var context = database.OpenAcrossMerchants(); // Narrowed to one dispute.
            await context.SandboxDisputes
                .Where(row => row.Reference == dispute.Reference && row.Status == dispute.Status)
                .ExecuteUpdateAsync(
                    update => update.SetProperty(row => row.Told, dispute.Status), CancellationToken.None);
            return true;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailure(error, dispute.Reference);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "Dispute {Reference} could not be written down ({Code}); it is told again")]
    private partial void LogRefused(string reference, string code);

    [LoggerMessage(LogLevel.Error, "Dispute {Reference} could not be followed; the next round tries again")]
    private partial void LogFailure(Exception error, string reference);
}
