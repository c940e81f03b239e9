using System.Collections.Concurrent;
using GiftCards.Core.Common;

namespace GiftCards.Tests.Faults.Model;

/// <summary>A card that was issued in a history.</summary>
public sealed record KnownCard(CardId Id, string Code);

/// <summary>One run of the jobs that end validity.</summary>
public sealed record JobRun(DateTimeOffset Now, long Sent, long Answered);

/// <summary>
/// Everything that the clients of one merchant asked and were told, in the order in which it was sent and answered,
/// and what they know from it: cards, holds, redemptions, requests for approval.
/// </summary>
public sealed class History(ModelRules rules, MerchantId merchant)
{
    private const int MaxSteps = 50_000;

    private readonly ConcurrentQueue<Call> calls = new();
    private readonly ConcurrentQueue<JobRun> jobs = new();
    private readonly Lock gate = new();
    private readonly List<(int Number, KnownCard Card)> cards = [];
    private readonly Dictionary<int, long> available = [];
    private readonly List<(HoldId Hold, Step Step)> holds = [];
    private readonly List<(TransactionId Line, Step Step)> lines = [];
    private readonly List<(ApprovalId Approval, Step Step)> approvals = [];
    private readonly List<Step> steps = [];
    private readonly HashSet<object> told = [];
    private long place;
    private int numbers;

    public ModelRules Rules => rules;

    public MerchantId Merchant => merchant;

    public IReadOnlyCollection<Call> Calls => calls;

    public IReadOnlyCollection<JobRun> Jobs => jobs;

    public bool IsFull => calls.Count >= MaxSteps;

    /// <summary>A number for a card that is to be issued.</summary>
    public int NextCard() => Interlocked.Increment(ref numbers) - 1;

    /// <summary>Takes a step and writes down what came of it.</summary>
    public async Task<Reply> TakeAsync(
        int client, ICardClient via, Step step, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var sent = Interlocked.Increment(ref place);
        var reply = await via.SendAsync(step, CardOf(step.Card), cancellationToken);
        var answered = reply.IsUnknown ? long.MaxValue : Interlocked.Increment(ref place);
        calls.Enqueue(new Call(step, client, now, sent, answered, reply));
        Learn(step, reply);
        return reply;
    }

    /// <summary>Lets the jobs run.</summary>
    public async Task RunJobsAsync(Func<Task> jobsOfOneRun, DateTimeOffset now)
    {
        var sent = Interlocked.Increment(ref place);
        await jobsOfOneRun();
        jobs.Enqueue(new JobRun(now, sent, Interlocked.Increment(ref place)));
    }

    public T? Pick<T>(Func<Knowledge, IReadOnlyList<T>> among, Random random)
    {
        lock (gate)
        {
            var list = among(new Knowledge(cards, holds, lines, approvals, steps));
            return list.Count == 0 ? default : list[random.Next(list.Count)];
        }
    }

    /// <summary>What the last answer about the card said could be spent.</summary>
    public long AvailableOn(int card)
    {
        lock (gate)
        {
            return available.GetValueOrDefault(card);
        }
    }

    private KnownCard? CardOf(int number)
    {
        lock (gate)
        {
            return cards.FirstOrDefault(card => card.Number == number).Card;
        }
    }

    private void Learn(Step step, Reply reply)
    {
        lock (gate)
        {
            steps.Add(step);
            if (!reply.IsOk)
            {
                return;
            }

            // A repetition may be the first answer that arrives; it tells of the card as it was then.
            if (!reply.IsReplay)
            {
                available[step.Card] = reply.Available;
            }

            if (!told.Add((object?)reply.Approval ?? (object?)reply.Card ?? (object?)reply.Hold ?? reply.Transaction ?? (object)step))
            {
                return;
            }

            if (reply.Approval is { } approval)
            {
                approvals.Add((approval, step));
            }
            else if (reply.Card is { } card)
            {
                cards.Add((step.Card, new KnownCard(card, reply.CardCode!)));
            }
            else
            {
                if (reply.Transaction is { } line)
                {
                    lines.Add((line, step));
                }

                if (reply.Hold is { } hold && step.Act == Act.Hold)
                {
                    holds.Add((hold, step));
                }
            }
        }
    }
}

/// <summary>What the clients of a history know by now.</summary>
public sealed record Knowledge(
    IReadOnlyList<(int Number, KnownCard Card)> Cards,
    IReadOnlyList<(HoldId Hold, Step Step)> Holds,
    IReadOnlyList<(TransactionId Line, Step Step)> Lines,
    IReadOnlyList<(ApprovalId Approval, Step Step)> Approvals,
    IReadOnlyList<Step> Steps);
