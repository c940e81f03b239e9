using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Xunit;

namespace GiftCards.Tests.Faults.Model;

/// <summary>
/// Proves a history against the journal. Nothing that was acknowledged is missing, nothing happened that nobody asked
/// for, nothing happened twice, and each answer is explained by the model in the order that the journal recorded.
/// </summary>
public static class HistoryProof
{
    public static async Task AssertAsync(History history, GiftCardsDatabase database)
    {
        var journal = await Journal.ReadAsync(database, history.Merchant, TestContext.Current.CancellationToken);
        var effects = new Effects(history, journal);
        KeyProof.Assert(history, effects);
        var issued = history.Calls
            .Where(call => call.Step.Act == Act.Issue)
            .GroupBy(call => call.Step.Card)
            .ToDictionary(calls => calls.Key, calls => effects.CardOf(calls.First()));
        foreach (var (id, lines) in journal.Lines)
        {
            var number = issued.Where(card => card.Value == id).Select(card => (int?)card.Key).FirstOrDefault();
            Assert.True(number is not null, $"{id} is there and nobody asked for it.");
            var calls = history.Calls.Where(call => call.Step.Card == number).OrderBy(call => call.Sent).ToList();
            new CardProof(history, effects, lines, calls, journal.Cards[id]).Assert();
        }

        foreach (var call in history.Calls.Where(call => call is { Step.Act: Act.Issue, Reply.IsOk: true }))
        {
            Assert.True(journal.Lines.ContainsKey(call.Reply.Card!.Value), $"An acknowledged card is missing: {call}");
        }

        foreach (var call in history.Calls.Where(call => call is { Step.Act: Act.Issue, Reply: { IsUnknown: false, Code: { } } }))
        {
            var expected = call.Step.IsForeignCurrency ? "currency_mismatch"
                : call.Step.Minor is < 1 or > AmountLimits.LargestMinor ? "amount_out_of_range" : null;
            Assert.True(
                expected == call.Reply.Code || (call.Reply.Code == "idempotency_in_progress" && KeyProof.HasTwin(history, call)),
                $"Nothing explains it: {call}");
        }
    }
}

/// <summary>Which call made which line of the journal, also where the answer never came.</summary>
public sealed class Effects
{
    private readonly Dictionary<TransactionId, List<Call>> makers = [];
    private readonly Journal journal;

    public Effects(History history, Journal journal)
    {
        this.journal = journal;
        foreach (var call in history.Calls)
        {
            if (LineOf(call) is { } id)
            {
                (makers.TryGetValue(id, out var calls) ? calls : makers[id] = []).Add(call);
            }
        }

        // Who was told of a line made it; a call with the same key for something else, and no answer, did not.
        foreach (var calls in makers.Values)
        {
            if (calls.Find(call => call.Reply.IsOk) is { } told)
            {
                calls.RemoveAll(call => call.Step != told.Step);
            }
        }
    }

    public Journal Journal => journal;

    /// <summary>The calls that made a line or were told of it; none for what the jobs did.</summary>
    public IReadOnlyList<Call> MakersOf(TransactionId line) => makers.GetValueOrDefault(line) ?? [];

    /// <summary>
    /// The line that a call made or was told of. Where its answer is unknown, or says nothing of it, its key tells.
    /// </summary>
    public TransactionId? LineOf(Call call) => call.Reply switch
    {
        { Transaction: { } told } => told,
        { Code: not null } or { Approval: not null } => null,
        _ when call.Step.Act == Act.Issue => null,
        _ => SubjectOf(call.Step) is { } subject ? new TransactionId(subject) : null,
    };

    public CardId? CardOf(Call issue) => SubjectOf(issue.Step) is { } subject ? new CardId(subject) : null;

    /// <summary>What the step's key did, whichever step sent it.</summary>
    public Guid? SubjectOf(Step step) =>
        journal.Keys.TryGetValue((OperationOf(step.Act), step.Key), out var subject) ? subject : null;

    private static string OperationOf(Act act) => act.ToText();
}
