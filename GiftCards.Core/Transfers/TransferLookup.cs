using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Transfers;

/// <summary>Finds transfers for those they may be for.</summary>
internal static class TransferLookup
{
    /// <summary>By claim code: <c>code_malformed</c> for what cannot be one, <c>not_found</c> for any other.</summary>
    public static async Task<Result<Transfer>> ByCodeAsync(
        GiftCardsDbContext context, string? text, Protector protector, CancellationToken cancellationToken)
    {
        if (!ClaimCode.TryParse(text, out var code))
        {
            return new ClaimCodeMalformed();
        }

        var hashes = code.HashesBy(protector);
        var found = await context.Transfers.AsNoTracking()
            .FirstOrDefaultAsync(transfer => hashes.Contains(transfer.ClaimCodeHash), cancellationToken);
        return found is null ? new NotFound() : found;
    }

    /// <summary>One that was sent to the person's confirmed address; <c>not_found</c> for any other.</summary>
    public static async Task<Result<Transfer>> ByAddressAsync(
        GiftCardsDbContext context, TransferId id, User person, CancellationToken cancellationToken)
    {
        if (person.ProvenAddress is not { } address)
        {
            return new NotFound();
        }

        var found = await context.Transfers.AsNoTracking().SingleOrDefaultAsync(
            transfer => transfer.Id == id && transfer.ToEmailHash == address, cancellationToken);
        return found is null ? new NotFound() : found;
    }

    /// <summary>What of a card waits to be accepted, in parts of it.</summary>
    public static async Task<Money> PassingOnAsync(
        GiftCardsDbContext context, Card card, CancellationToken cancellationToken)
    {
        var minor = await context.Transfers
            .Where(transfer => transfer.MerchantId == card.MerchantId && transfer.CardId == card.Id
                && transfer.Status == TransferStatus.Waiting && transfer.AmountMinor != null)
            .SumAsync(transfer => transfer.AmountMinor!.Value, cancellationToken);
        return new Money(minor, card.Currency);
    }

    /// <summary>The parts that lines of a card's history set aside.</summary>
    public static async Task<IReadOnlyDictionary<TransactionId, Money>> BegunByAsync(
        GiftCardsDbContext context, IReadOnlyList<CardTransaction> lines, CancellationToken cancellationToken)
    {
        var begun = lines.Where(line => line is { Type: EntryType.Hold, Reason: TransferReason.Begun })
            .Select(line => line.Id).ToList();
        return begun.Count == 0
            ? new Dictionary<TransactionId, Money>()
            : await context.Transfers.AsNoTracking()
                .Where(transfer => begun.Contains(transfer.StartedBy) && transfer.AmountMinor != null)
                .ToDictionaryAsync(
                    transfer => transfer.StartedBy, transfer => transfer.Amount!.Value, cancellationToken);
    }
}
