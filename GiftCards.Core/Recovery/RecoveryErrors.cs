using GiftCards.Core.Common;

namespace GiftCards.Core.Recovery;

/// <summary>The payment provider has not been asked yet what happened since the backup.</summary>
public sealed record NotReconciled() : DomainError("conflict", ErrorKind.Conflict)
{
    public override string TextKey => "conflict.not_reconciled";
}
