using GiftCards.Core.Common;

namespace GiftCards.Core.Transfers;

/// <summary>What was typed cannot be a claim code.</summary>
public sealed record ClaimCodeMalformed() : DomainError("code_malformed", ErrorKind.Refused)
{
    public override string? Field => "claimCode";

    public override string TextKey => "code_malformed.claim";
}

/// <summary>The person would be giving to themselves.</summary>
public sealed record OwnTransfer() : DomainError("own_transfer", ErrorKind.Refused);

/// <summary>The transfer was accepted, taken back, or waited too long; it cannot be accepted or withdrawn.</summary>
/// <param name="Status">Which of these.</param>
public sealed record TransferNotWaiting(TransferStatus Status) : DomainError("conflict", ErrorKind.Conflict)
{
    public override string TextKey => Status switch
    {
        TransferStatus.Claimed => "conflict.transfer_claimed",
        TransferStatus.Withdrawn => "conflict.transfer_withdrawn",
        TransferStatus.Expired => "conflict.transfer_expired",
        TransferStatus.Ended => "conflict.transfer_ended",
        _ => Code,
    };
}
