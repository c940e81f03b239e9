using GiftCards.Core.Ledger;
using Xunit.Sdk;

namespace GiftCards.Tests.Faults.Model;

/// <summary>
/// Replays one card's history in the order that the journal recorded, and looks for the moment that explains each
/// answer.
/// </summary>
internal sealed class CardProof(
    History history, Effects effects, IReadOnlyList<CardTransaction> lines, IReadOnlyList<Call> calls, CardEndState end)
{
    // A use case that is overtaken that often in a row gives up with a conflict.
    private const int MaxTries = 5;

    private readonly List<ModelCard> states = [];
    private readonly List<(long Sent, long Answered)> spans = [];

    public void Assert()
    {
        for (var place = 0; place < lines.Count; place++)
        {
            Require(
                place == 0 || lines[place].VersionAfter > lines[place - 1].VersionAfter, "Two lines have one place", lines[place]);
            var state = place == 0 ? Begin(lines[0]) : Replay(lines[place]);
            states.Add(state);
            Require(
                (state.Balance, state.Held, state.Status, state.ExpiresAt) == (lines[place].BalanceAfterMinor,
                    lines[place].HeldAfterMinor, lines[place].StatusAfter, lines[place].ExpiresAfter),
                $"The model says {state.Balance}, held {state.Held}, {state.Status} until {state.ExpiresAt:O}",
                lines[place]);
            spans.Add(SpanOf(lines[place]));
        }

        var last = states[^1];
        Require(
            end == new CardEndState(last.Balance, last.Held, last.Spent, last.Status, last.ExpiresAt),
            $"The card's row says {end}",
            lines[^1]);
        AssertRealTime();
        foreach (var call in calls.Where(call => call.Step.Act != Act.Issue && !call.Reply.IsUnknown))
        {
            Explain(call);
        }
    }

    private ModelCard Begin(CardTransaction line)
    {
        var issue = calls.First(call => call.Step.Act == Act.Issue);
        Require(line.Type == EntryType.Issue && line.AmountMinor == issue.Step.Minor, "It does not begin as it was issued", line);
        return new ModelCard(history.Rules)
        {
            Balance = line.AmountMinor,
            ExpiresAt = history.Rules.ExpiryOf(line.At),
        };
    }

    private ModelCard Replay(CardTransaction line)
    {
        var before = states[^1];
        var makers = effects.MakersOf(line.Id);
        if (makers.Count == 0)
        {
            return ReplayJob(line, before);
        }

        // Where nobody was told, the same key may have been sent with two different steps; one of them is what happened.
        var verdicts = makers.DistinctBy(call => call.Step)
            .Select(call => (call.Step, Verdict: CardModel.Decide(call.Step, before, before, line.At)))
            .ToList();
        var found = verdicts.Find(made => made.Verdict is { Code: null, After: not null }
            && made.Verdict.Minor == line.AmountMinor && line.Type == TypeOf(made.Step.Act));
        Require(
            found.Verdict is not null,
            string.Join("; ", verdicts.Select(made => $"The model says {made.Verdict.Code ?? "yes"} {made.Verdict.Minor} to {made.Step}")),
            line);
        return Remember(found.Verdict!.After!, found.Step, line);
    }

    private ModelCard ReplayJob(CardTransaction line, ModelCard before)
    {
        var heldBefore = lines[states.Count - 1].HeldAfterMinor;
        var after = line.Type switch
        {
            EntryType.Expire => CardModel.Expire(before, line.At),
            EntryType.Release => CardModel.ExpireHold(before, heldBefore - line.HeldAfterMinor, line.At),
            _ => null,
        };
        Require(after is not null && line.ActorLabel.StartsWith("system:", StringComparison.Ordinal), "Nobody asked for it", line);
        Require(after!.Balance - before.Balance == line.AmountMinor, "The model says another amount", line);
        return after;
    }

    private ModelCard Remember(ModelCard after, Step step, CardTransaction line) => step.Act switch
    {
        Act.Redeem or Act.Capture => after with { Sales = after.Sales.Add(line.Id, -line.AmountMinor) },
        Act.Hold => after with { Holds = after.Holds.Add(effects.Journal.Holds[line.Id].Id, HoldOf(step, line)) },
        _ => after,
    };

    // A hold ends with the card at the latest. A load may lengthen the card's validity between look and write; the hold
    // keeps the end that its answer told.
    private ModelHold HoldOf(Step step, CardTransaction line)
    {
        var until = step.Until ?? line.At.AddDays(7);
        var hold = effects.Journal.Holds[line.Id];
        Require(
            states.Any(card => (card.ExpiresAt < until ? card.ExpiresAt : until) == hold.ExpiresAt) && hold.AmountMinor == step.Minor,
            $"The hold is over {hold.AmountMinor} until {hold.ExpiresAt:O}",
            line);
        return new ModelHold(hold.AmountMinor, hold.ExpiresAt, true);
    }

    // When a line was written, at the earliest and at the latest.
    private (long Sent, long Answered) SpanOf(CardTransaction line)
    {
        IReadOnlyList<Call> makers = line.Type == EntryType.Issue
            ? [.. calls.Where(call => call.Step.Act == Act.Issue && (call.Reply.IsOk || call.Reply.IsUnknown))]
            : effects.MakersOf(line.Id);
        if (makers.Count > 0)
        {
            return (makers.Min(call => call.Sent), makers.Min(call => call.Answered));
        }

        var runs = history.Jobs.Where(run => run.Now == line.At).Select(run => (run.Sent, run.Answered))
            .Concat(calls.Where(call => call.Step.Act == Act.Reinstate && call.Now == line.At).Select(call => (call.Sent, call.Answered)))
            .ToList();
        return runs.Count == 0 ? (0, long.MaxValue) : (runs.Min(run => run.Sent), runs.Max(run => run.Answered));
    }

    // What was answered before something else was sent comes before it in the journal too.
    private void AssertRealTime()
    {
        var sent = 0L;
        for (var place = 0; place < lines.Count; place++)
        {
            Require(spans[place].Answered >= sent, "The journal's order is not that of real time", lines[place]);
            sent = Math.Max(sent, spans[place].Sent);
        }
    }

    private void Explain(Call call)
    {
        if (call.Reply is { IsOk: true, Approval: null })
        {
            var told = effects.LineOf(call);
            var line = lines.FirstOrDefault(line => line.Id == told);
            Require(line is not null, $"What was acknowledged is not in the journal: {call}", null);
            Require(
                (call.Reply.Minor, call.Reply.Balance, call.Reply.Available, call.Reply.Status) == (line!.AmountMinor,
                    line.BalanceAfterMinor, line.BalanceAfterMinor - line.HeldAfterMinor, line.StatusAfter),
                $"The answer tells something else: {call}",
                line);
            return;
        }

        var code = call.Reply.Approval is null ? call.Reply.Code : Verdict.Awaiting;
        var (low, high) = WindowOf(call);
        var explained = call.Reply.IsReplay
            || code == "idempotency_key_reused"
            || (code == "idempotency_in_progress" && KeyProof.HasTwin(history, call))
            || (code == "conflict" && high - low >= MaxTries)
            || Enumerable.Range(low, high - low + 1).Any(first => Enumerable.Range(first, LooksTwice(call) ? high - first + 1 : 1)
                .Any(later => CardModel.Decide(call.Step, states[first], states[later], call.Now).Code == code));
        Require(explained, $"Nothing in {low}–{high} explains it: {call}", null);
    }

    // The states that the call may have seen.
    private (int Low, int High) WindowOf(Call call)
    {
        var low = 0;
        var high = 0;
        for (var place = 1; place < lines.Count; place++)
        {
            if (spans[place].Answered < call.Sent)
            {
                low = place;
            }

            if (high == place - 1 && spans[place].Sent < call.Answered)
            {
                high = place;
            }
        }

        return (low, Math.Max(low, high));
    }

    private static bool LooksTwice(Call call) => call.Step.Act is Act.Capture or Act.Void or Act.Approve or Act.Refund;

    private static EntryType TypeOf(Act act) => act == Act.Approve ? EntryType.Adjust : Enum.Parse<EntryType>(act.ToString());

    private void Require(bool holds, string what, CardTransaction? at)
    {
        if (holds)
        {
            return;
        }

        var told = lines.Select((line, place) => (Order: place < spans.Count ? spans[place].Sent : long.MaxValue - 1, Text:
                $"   {(line == at ? ">>>" : "   ")} {line.VersionAfter} {line.Type} {line.AmountMinor}: {line.BalanceAfterMinor}, "
                + $"held {line.HeldAfterMinor}, {line.StatusAfter} until {line.ExpiresAfter:MM-dd HH:mm} at {line.At:MM-dd HH:mm} {line.Id}"))
            .Concat(calls.Select(call => (Order: call.Sent, Text: call.ToString())))
            .OrderBy(row => row.Order)
            .Select(row => row.Text);
        throw new XunitException($"{what}{Environment.NewLine}{string.Join(Environment.NewLine, told)}");
    }
}
