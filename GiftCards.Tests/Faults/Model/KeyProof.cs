using Xunit;

namespace GiftCards.Tests.Faults.Model;

/// <summary>A key has one effect and one answer; sent with something else it is refused.</summary>
internal static class KeyProof
{
    private const string Reused = "idempotency_key_reused";

    public static void Assert(History history, Effects effects)
    {
        foreach (var calls in history.Calls.GroupBy(call => (call.Step.Act, call.Step.Key)))
        {
            Prove([.. calls.OrderBy(call => call.Sent)], effects);
        }
    }

    /// <summary>Whether another call with the same key ran at the same time.</summary>
    public static bool HasTwin(History history, Call call) => history.Calls.Any(other => other != call
        && other.Step.Key == call.Step.Key && other.Sent < call.Answered && call.Sent < other.Answered);

    private static void Prove(IReadOnlyList<Call> calls, Effects effects)
    {
        var done = calls.Where(call => call.Reply.IsOk).ToList();
        var subjects = done.Select(SubjectOf).OfType<Guid>().Distinct().ToList();
        var recorded = effects.SubjectOf(calls[0].Step);
        Require(subjects.Count <= 1, "A key had two effects", calls);
        Require(done.Count(call => !call.Reply.IsReplay) <= 1, "A key's effect was told twice as if it were new", calls);
        Require(
            done.Count == 0 || (recorded is { } effect && subjects.All(subject => subject == effect)),
            "What was acknowledged is not recorded",
            calls);
        Require(
            done.Count > 0 || recorded is null || calls.Any(call => call.Reply.IsUnknown), "A key that was refused is recorded", calls);
        Require(done.Select(call => call.Step).Distinct().Count() <= 1, "A key answered for two different steps", calls);

        // A card's code is forgotten when the card is cancelled; everything else is told again.
        Require(
            done.Select(call => call.Reply with { IsReplay = false, CardCode = null }).Distinct().Count() <= 1
                && done.Select(call => call.Reply.CardCode).OfType<string>().Distinct().Count() <= 1,
            "A key's answer was not the same again",
            calls);
        var first = done.Count == 0 ? long.MaxValue : done.Min(call => call.Answered);
        foreach (var call in calls)
        {
            if (call.Reply.Code == Reused)
            {
                Require(
                    calls.Any(other => other.Step != call.Step && other.Sent < call.Answered
                        && (other.Reply.IsOk || other.Reply.IsUnknown)),
                    "A key was called reused that had done nothing else",
                    calls);
            }
            else if (first < call.Sent && !call.Reply.IsUnknown && call.Reply.Code is not ("amount_out_of_range" or "invalid_request"))
            {
                Require(call.Reply is { IsOk: true, IsReplay: true } && call.Step == done[0].Step, "A key that was used did more", calls);
            }
        }
    }

    private static Guid? SubjectOf(Call call) =>
        call.Reply.Approval?.Value ?? call.Reply.Card?.Value ?? call.Reply.Transaction?.Value;

    private static void Require(bool holds, string what, IEnumerable<Call> calls) =>
        Xunit.Assert.True(holds, $"{what}:{Environment.NewLine}{string.Join(Environment.NewLine, calls)}");
}
