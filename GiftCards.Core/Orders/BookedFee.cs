using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Payments;

namespace GiftCards.Core.Orders;

/// <summary>
/// A fee of the provider's, or what it paid to the platform's bank, that has been booked; the provider's name of it
/// makes sure that it is once.
/// </summary>
public sealed class BookedFee
{
    /// <summary>The provider's name of the movement it was taken with.</summary>
    public required string Reference { get; init; }

    /// <summary>The order whose payment it was for; null where it was for none.</summary>
    public OrderId? OrderId { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>How much, in minor units; zero where the provider took nothing.</summary>
    public required long AmountMinor { get; init; }

    /// <summary>The entry it was booked by; null for nothing.</summary>
    public EntryId? EntryId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>
    /// See <see cref="Conversion.Rate"/>; null where the payment moved our balance in its own currency.
    /// </summary>
    public string? ConvertedRate { get; init; }

    public Currency? ConvertedCurrency { get; init; }

    /// <summary>What the payment brought to our balance at the provider, in minor units of that currency.</summary>
    public long? ConvertedMinor { get; init; }

    public DateTimeOffset? ConvertedAt { get; init; }

    /// <summary>What the payment became at the provider; null where nothing was converted.</summary>
    public Conversion? Conversion => ConvertedRate is { } rate
        ? new Conversion(rate, new Money(ConvertedMinor!.Value, ConvertedCurrency!.Value), ConvertedAt!.Value)
        : null;
}
