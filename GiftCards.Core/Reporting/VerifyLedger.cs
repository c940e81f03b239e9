using GiftCards.Core.Common;
using GiftCards.Core.Ledger;

namespace GiftCards.Core.Reporting;

/// <summary>What a check of the books found, and when it was done.</summary>
public sealed record LedgerVerdict(IReadOnlyList<InvariantFinding> Findings, DateTimeOffset At)
{
    public bool Holds => Findings.All(finding => finding.Holds);
}

/// <summary>Proves the books on demand of an administrator with full rights. Errors: <c>forbidden</c>.</summary>
public sealed class VerifyLedgerHandler(Invariants invariants, TimeProvider time)
{
    public async Task<Result<LedgerVerdict>> HandleAsync(Actor actor, CancellationToken cancellationToken) =>
        AdminRights.Refuse(actor, AdminPermissions.Full) is { } refused
            ? refused
            : new LedgerVerdict(await invariants.CheckAsync(cancellationToken), time.GetInstant());
}
