using GiftCards.Core.Cards;
using GiftCards.Core.Common;

namespace GiftCards.Core.Demo;

/// <summary>
/// A believable year at each merchant: more before the holidays, more at weekends, most cards spent in parts over
/// some weeks, some never. The same for everybody who starts on the same day, because the dice are seeded.
/// </summary>
internal sealed class DemoHistory(DemoLedger ledger, DateTimeOffset now)
{
    private static readonly string[] FirstNames =
        ["Amira", "Ben", "Chloé", "Diego", "Elena", "Farid", "Grace", "Hana", "Ivan", "Julia", "Kenji", "Laila", "Marco", "Nina", "Omar", "Priya"];

    private static readonly string[] LastNames =
        ["Haddad", "Novak", "Martin", "Rivera", "Petrova", "Khan", "Okafor", "Sato", "Silva", "Larsen", "Costa", "Murphy"];

    private static readonly string[] Messages =
        ["Happy birthday! Treat yourself.", "Thank you for everything.", "Congratulations, you earned it.", "Happy anniversary, with love.", "Just because."];

    /// <summary>Writes the year of one merchant.</summary>
    public void Write(DemoMerchant business, int seed)
    {
#pragma warning disable CA5394 // Dice for a demo; nothing here is a secret.
        var dice = new Random(seed);
        for (var i = 0; i < business.CardsAYear; i++)
        {
            var at = Moment(business, dice);
            if (at >= now)
            {
                continue;
            }

            var presets = business.Settings.PresetsMinor;
            var value = new Money(
                presets[Math.Min(dice.Next(presets.Count), dice.Next(presets.Count))], business.Merchant.Currency);
            var gift = dice.Next(3) > 0;
            var sale = new DemoSale(
                value, at, CardCode.Generate(business.Settings.CodePrefix, business.Settings.CodeGroups), Person(dice))
            {
                Recipient = gift ? Person(dice) : null,
                Message = gift ? Messages[dice.Next(Messages.Length)] : null,
                Design = business.Settings.Designs[dice.Next(business.Settings.Designs.Count)],
            };
            var card = dice.Next(8) == 0 ? ledger.SellAtCounter(business, sale) : ledger.Sell(business, sale);
            Spend(business, card, value, at, dice);
        }
    }

    private void Spend(DemoMerchant business, Card card, Money value, DateTimeOffset soldAt, Random dice)
    {
        var left = value;
        var at = soldAt;
        var visits = dice.Next(100) switch { < 22 => 0, < 55 => 1, < 80 => 2, _ => 3 };
        for (var visit = 0; visit < visits && left.IsPositive; visit++)
        {
            at = WhenOpen(business, DateOnly.FromDateTime(at.UtcDateTime).AddDays(2 + dice.Next(45)), dice);
            if (at >= now || at >= card.ExpiresAt)
            {
                break;
            }

            var part = visit == visits - 1 && dice.Next(3) > 0 ? left : Part(left, dice);
            var service = business.Services.Count > 0
                ? business.Services[dice.Next(business.Services.Count)].Name
                : null;
            ledger.Redeem(business, card, part, at, service);
            left -= part;
        }

        if (left.IsPositive && card.ExpiresAt <= now)
        {
            ledger.Expire(business, card, card.ExpiresAt.Value);
        }
    }

    // A year back from now, denser in December and towards today.
    private DateTimeOffset Moment(DemoMerchant business, Random dice)
    {
        var days = (int)(365 * Math.Pow(dice.NextDouble(), 1.25));
        var day = DateOnly.FromDateTime(now.AddDays(-days).UtcDateTime);
        if (day.Month is not (12 or 2 or 5) && dice.Next(4) == 0)
        {
            day = new DateOnly(day.Year - (now.Month < 12 ? 1 : 0), 12, 5 + dice.Next(19));
        }

        var at = WhenOpen(business, day, dice);
        return at < now.AddDays(-364) ? WhenOpen(
            business, DateOnly.FromDateTime(now.AddDays(-2 - dice.Next(300)).UtcDateTime), dice) : at;
    }

    // Some minute of the day at which the merchant's own clock says that the door is open.
    private static DateTimeOffset WhenOpen(DemoMerchant business, DateOnly day, Random dice) => Instants.ToInstant(
        day.ToDateTime(new TimeOnly(9 + dice.Next(9), dice.Next(60), dice.Next(60))), business.Merchant.Zone);

    private static Money Part(Money left, Random dice)
    {
        var step = left.Currency.MinorPerMajor;
        var parts = Math.Max(1, left.Minor / step);
        return new Money(
            Math.Min(left.Minor, Math.Max(step, parts * (30 + dice.Next(50)) / 100 * step)), left.Currency);
    }

    private static Party Person(Random dice)
    {
        var first = FirstNames[dice.Next(FirstNames.Length)];
        var last = LastNames[dice.Next(LastNames.Length)];
        return new Party(
            $"{first} {last}", $"{Merchants.SearchText.Fold(first)}.{Merchants.SearchText.Fold(last)}@mail.example");
    }
#pragma warning restore CA5394
}
