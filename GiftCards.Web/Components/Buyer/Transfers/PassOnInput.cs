using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Transfers;

namespace GiftCards.Web.Components.Buyer.Transfers;

/// <summary>What the form of passing a card on holds, as it was typed.</summary>
public sealed class PassOnInput
{
    public const string Part = "part";
    public const string Link = "link";

    /// <summary>Made when the form was opened, so that a form that is sent twice passes on once.</summary>
    public string Key { get; set; } = Guid.NewGuid().ToString();

    /// <summary><see cref="Part"/>, or anything else for the whole card.</summary>
    public string? What { get; set; }

    public string? Amount { get; set; }

    /// <summary><see cref="Link"/>, or anything else for a mail.</summary>
    public string? How { get; set; }

    public string? Email { get; set; }

    public string? Message { get; set; }

    /// <summary>Whether a part can be passed on at all.</summary>
    public static bool MaySplit(CardView card) => card.Rules is { AllowPartialUse: true, AllowMultipleServices: true };

    /// <summary>Whether nothing of the card is set aside, so that all of it can go.</summary>
    public static bool MayGoWhole(CardView card) => card.Available == card.Balance;

    /// <summary>Whether a part is chosen, or nothing else is possible.</summary>
    public bool IsPart(CardView card) => MaySplit(card) && (What == Part || !MayGoWhole(card));

    /// <summary>The command that the form stands for; false when its amount cannot be read.</summary>
    public bool TryRead(CardView card, CultureInfo culture, [NotNullWhen(true)] out TransferCard? command)
    {
        command = null;
        Money? part = null;
        if (IsPart(card))
        {
            if (!MoneyText.TryParse(Amount, card.Balance.Currency, culture, out var amount)
                || !amount.IsPositive || amount > card.Available)
            {
                return false;
            }

            part = amount;
        }

        command = new TransferCard(card.Id, How == Link ? null : Email?.Trim() ?? "", part) { Message = Message };
        return true;
    }
}
