using GiftCards.Core.Common;

namespace GiftCards.Tests.Faults.Model;

/// <summary>
/// Makes up what a client does next: mostly what makes sense, often at a boundary, now and then nonsense, and sometimes
/// the same again. Everything comes from the chance it is given and from what the history knows.
/// </summary>
/// <param name="history">The history it adds to.</param>
/// <param name="name">Sets its keys apart from those of others.</param>
/// <param name="chance">The client's own chance.</param>
/// <param name="acts">What this client can do.</param>
public sealed class StepSource(History history, string name, Random chance, IReadOnlyList<Act> acts)
{
    /// <summary>Every act, as often as it happens in a history.</summary>
    public static readonly IReadOnlyList<Act> AllActs =
    [
        .. Times(Act.Redeem, 10), .. Times(Act.Hold, 5), .. Times(Act.Capture, 4), .. Times(Act.Release, 2),
        .. Times(Act.Void, 5), .. Times(Act.Load, 4), .. Times(Act.Adjust, 4), .. Times(Act.Approve, 2),
        .. Times(Act.Block, 2), .. Times(Act.Unblock, 4), Act.Cancel, .. Times(Act.Refund, 3),
        .. Times(Act.Reinstate, 3), Act.Issue,
    ];

    /// <summary>What can be done over HTTP: an approval is given on a page.</summary>
    public static readonly IReadOnlyList<Act> ApiActs = [.. AllActs.Where(act => act != Act.Approve)];

    private int made;

    /// <summary>A card to begin with.</summary>
    public Step Issue(long minor) => new(Act.Issue, history.NextCard(), Key()) { Minor = minor };

    public Step Next(DateTimeOffset now)
    {
        var earlier = chance.Next(100) < 12 ? history.Pick(known => known.Steps, chance) : null;
        return earlier is null || !acts.Contains(earlier.Act) ? Make(acts[chance.Next(acts.Count)], now) : chance.Next(4) switch
        {
            // The same key for something else.
            0 when earlier.Act is Act.Redeem or Act.Hold or Act.Load or Act.Adjust =>
                earlier with { Minor = earlier.Minor ^ 1 },

            _ => earlier,
        };
    }

    private Step Make(Act act, DateTimeOffset now)
    {
        var card = history.Pick(known => known.Cards, chance).Number;
        var step = new Step(act, card, Key());
        return act switch
        {
            Act.Issue => Issue(chance.Next(20) == 0 ? Nonsense() : chance.Next(1, 2_000)),
            Act.Redeem => step with { Minor = Amount(card), Total = Total(card), IsForeignCurrency = Rarely },
            Act.Hold => step with { Minor = Amount(card), Until = HoldUntil(now), IsForeignCurrency = Rarely },
            Act.Capture when history.Pick(known => known.Holds, chance) is { Step: not null } held => step with
            {
                Card = held.Step.Card,
                Hold = held.Hold,
                Minor = chance.Next(3) == 0 ? chance.NextInt64(1, held.Step.Minor!.Value + 2) : null,
            },
            Act.Release when history.Pick(known => known.Holds, chance) is { Step: not null } held =>
                step with { Card = held.Step.Card, Hold = held.Hold },
            Act.Void when history.Pick(known => known.Lines, chance) is { Step: not null } sale => step with
            {
                Card = sale.Step.Card,
                Sale = sale.Line,
                Minor = chance.Next(2) == 0 ? chance.NextInt64(1, Math.Max(2, (sale.Step.Minor ?? 1) + 2)) : null,
            },
            Act.Approve when history.Pick(known => known.Approvals, chance) is { Step: not null } asked =>
                step with { Card = asked.Step.Card, Minor = asked.Step.Minor, Approval = asked.Approval },
            Act.Adjust => step with { Minor = chance.Next(2) == 0 ? Amount(card) : -Amount(card), IsForeignCurrency = Rarely },
            Act.Refund when chance.Next(8) == 0 => step,
            Act.Refund => step with { Minor = Amount(card), IsForeignCurrency = Rarely },
            Act.Load => step with { Minor = Amount(card), IsForeignCurrency = Rarely },
            Act.Block or Act.Unblock => step,
            Act.Cancel when chance.Next(3) == 0 => step,
            Act.Reinstate => step with { Until = chance.Next(8) == 0 ? now : now.AddDays(chance.Next(1, 40)) },

            // There is nothing yet to capture, release, void or approve, and few cards are cancelled.
            _ => step with { Act = Act.Redeem, Minor = Amount(card) },
        };
    }

    private bool Rarely => chance.Next(50) == 0;

    private string Key() => $"{name}-{made++}";

    private long Amount(int card)
    {
        var available = history.AvailableOn(card);
        return chance.Next(14) switch
        {
            0 or 1 when available > 0 => available,
            2 => available + 1,
            3 when available > 1 => available - 1,
            4 when chance.Next(4) == 0 => Nonsense(),
            5 => history.Rules.Max + chance.Next(2),
            _ => chance.NextInt64(1, Math.Max(2, available / 2)),
        };
    }

    private long Nonsense() => chance.Next(4) switch
    {
        0 => 0,
        1 => -chance.Next(1, 1_000),
        2 => AmountLimits.LargestMinor + 1,
        _ => long.MaxValue,
    };

    private long? Total(int card) => chance.Next(8) switch
    {
        0 or 1 => chance.NextInt64(1, Math.Max(2, history.AvailableOn(card) * 2)),
        2 => 1_000,
        3 when Rarely => 0,
        _ => null,
    };

    private DateTimeOffset? HoldUntil(DateTimeOffset now) => chance.Next(6) switch
    {
        0 => now.AddHours(chance.Next(1, 72)),
        1 => now.AddDays(30),
        2 when chance.Next(3) == 0 => now.AddDays(31),
        3 when chance.Next(3) == 0 => now,
        _ => null,
    };

    private static IEnumerable<Act> Times(Act act, int times) => Enumerable.Repeat(act, times);
}
