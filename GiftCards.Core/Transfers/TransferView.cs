using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Transfers;

/// <summary>A transfer as its sender sees it.</summary>
public sealed record TransferView
{
    public required TransferId Id { get; init; }

    public required CardId Card { get; init; }

    public required MerchantSummary Merchant { get; init; }

    public required string Design { get; init; }

    /// <summary>The part; null when the whole card goes.</summary>
    public required Money? Amount { get; init; }

    /// <summary>What was passed on: the part, or what was on the card when it went.</summary>
    public required Money Value { get; init; }

    public required string? ToEmail { get; init; }

    public required string? Message { get; init; }

    /// <summary>What its sender passes on; null for one that was mailed, and once it no longer waits.</summary>
    public required ClaimCode? ClaimCode { get; init; }

    /// <summary>At the time of asking.</summary>
    public required TransferStatus Status { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From this instant on it cannot be accepted.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    public required DateTimeOffset? ClosedAt { get; init; }

    internal static async Task<IReadOnlyList<TransferView>> OfAsync(
        GiftCardsDbContext context,
        IReadOnlyList<Transfer> transfers,
        Protector protector,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var cards = await TransferQueries.CardsOfAsync(context, transfers, cancellationToken);
        var merchants = transfers.Select(transfer => transfer.MerchantId).Distinct().ToList();
        var starts = transfers.Select(transfer => transfer.StartedBy).ToList();
        var balances = await context.CardTransactions.AsNoTracking()
            .Where(line => merchants.Contains(line.MerchantId) && starts.Contains(line.Id))
            .ToDictionaryAsync(line => line.Id, line => line.BalanceAfterMinor, cancellationToken);
        return
        [
            .. transfers.Select(transfer => Of(transfer, cards[transfer.CardId], protector, now) with
            {
                Value = transfer.Amount ?? new Money(balances[transfer.StartedBy], transfer.Currency),
            }),
        ];
    }

    private static TransferView Of(
        Transfer transfer, TransferredCard card, Protector protector, DateTimeOffset now) => new()
        {
            Id = transfer.Id,
            Card = transfer.CardId,
            Merchant = card.Merchant,
            Design = card.Card.Design,
            Amount = transfer.Amount,
            Value = Money.Zero(transfer.Currency),
            ToEmail = transfer.ToEmail,
            Message = transfer.Message,
            ClaimCode = transfer.ToEmail is null && transfer.StatusAt(now) == TransferStatus.Waiting
                ? transfer.ReadClaimCode(protector)
                : null,
            Status = transfer.StatusAt(now),
            CreatedAt = transfer.CreatedAt,
            ExpiresAt = transfer.ExpiresAt,
            ClosedAt = transfer.ClosedAt,
        };
}

/// <summary>A transfer as whoever may accept it sees it.</summary>
public sealed record OfferView
{
    public required TransferId Id { get; init; }

    public required string SenderName { get; init; }

    public required MerchantSummary Merchant { get; init; }

    public required string Design { get; init; }

    /// <summary>What is given: the part, or all that is on the card; null once it no longer waits.</summary>
    public required Money? Value { get; init; }

    public required string? Message { get; init; }

    /// <summary>At the time of asking.</summary>
    public required TransferStatus Status { get; init; }

    /// <summary>Why it cannot be accepted now though it waits, such as a block; null when it can.</summary>
    public required DomainError? Refusal { get; init; }

    /// <summary>From this instant on it cannot be accepted.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The end of the card's validity; null means never.</summary>
    public required DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Whether it is the reader who sends it.</summary>
    public required bool IsOwn { get; init; }

    /// <summary>The card in the reader's wallet, once they accepted it.</summary>
    public required CardId? ReceivedCard { get; init; }

    internal static OfferView Of(Transfer transfer, TransferredCard card, UserId? reader, DateTimeOffset now) => new()
    {
        Id = transfer.Id,
        SenderName = transfer.SenderName,
        Merchant = card.Merchant,
        Design = card.Card.Design,
        Value = transfer.StatusAt(now) == TransferStatus.Waiting ? transfer.Amount ?? card.Card.Balance : null,
        Message = transfer.Message,
        Status = transfer.StatusAt(now),
        Refusal = RedemptionPolicy.RefuseClaim(card.Card, now),
        ExpiresAt = transfer.ExpiresAt,
        ValidUntil = card.Card.ExpiresAt,
        IsOwn = transfer.SenderId == reader,
        ReceivedCard = reader is not null && transfer.ClaimedBy == reader ? transfer.ClaimedCardId : null,
    };
}

/// <summary>A transfer's card and its merchant.</summary>
internal sealed record TransferredCard(Card Card, MerchantSummary Merchant);
