using GiftCards.Core.Analytics;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using Microsoft.Extensions.Logging;

namespace GiftCards.Core.Reporting;

/// <summary>What a merchant's open boards show.</summary>
/// <param name="Today">How the merchant stands; null while it could not be read yet.</param>
/// <param name="IsStale">Whether the last look at the database failed.</param>
public sealed record TodayReading(MerchantToday? Today, bool IsStale);

/// <summary>
/// One reading of each merchant's today for all boards that are open on it. A round looks at those that somebody
/// watches: soon after something was moved on this node, else each few seconds whether another node moved something,
/// and reads only then. Where nobody watches nothing is read. See docs/decisions/0061-what-is-asked-all-day.md.
/// </summary>
public sealed partial class TodayBoards : IDisposable
{
    /// <summary>How soon what another node did shows.</summary>
    public static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(5);

    /// <summary>How soon after a reading the next one may be made, however much is sold.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>When all is read anew though no line was added: midnight, a new name, the figures' own job.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private const int AtOnce = 4;

    private readonly MerchantTodayQuery query;
    private readonly MovementEngine engine;
    private readonly TimeProvider time;
    private readonly ILogger<TodayBoards> logger;
    private readonly Lock gate = new();
    private readonly Dictionary<MerchantId, Board> boards = [];

    public TodayBoards(
        MerchantTodayQuery query, MovementEngine engine, TimeProvider time, ILogger<TodayBoards> logger)
    {
        (this.query, this.engine, this.time, this.logger) = (query, engine, time, logger);
        engine.Moved += Note;
    }

    /// <summary>How many merchants are watched.</summary>
    public int Watched
    {
        get
        {
            lock (gate)
            {
                return boards.Count;
            }
        }
    }

    /// <summary>
    /// Opens a board of the actor's merchant; whoever disposes of it closes it. What the actor may is asked now and
    /// never again, so whoever keeps one asks for it anew from time to time. <paramref name="onNews"/> is told, on a
    /// thread of the round, when there is another reading, and must not wait; null for one look. Errors:
    /// <c>forbidden</c>, <c>not_found</c>, <c>outside_shift</c>.
    /// </summary>
    public async Task<Result<TodayWatch>> WatchAsync(
        Actor actor, Action? onNews, CancellationToken cancellationToken)
    {
        var scope = MerchantTodayQuery.ScopeOf(actor);
        if (!scope.IsOk)
        {
            return scope.Error;
        }

        var watch = Join(actor, scope.Value, onNews);
        try
        {
            await LookAsync(watch.Board).WaitAsync(cancellationToken);
            return watch;
        }
        catch (OperationCanceledException)
        {
            watch.Dispose();
            throw;
        }
    }

    /// <summary>Looks at all that is watched and due.</summary>
    public async Task RoundAsync(CancellationToken cancellationToken)
    {
        Board[] watched;
        lock (gate)
        {
            watched = [.. boards.Values];
        }

        await Parallel.ForEachAsync(
            watched,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (board, token) => await LookAsync(board).WaitAsync(token));
    }

    public void Dispose() => engine.Moved -= Note;

    internal void Leave(TodayWatch watch)
    {
        lock (gate)
        {
            var board = watch.Board;
            board.Watches.Remove(watch);
            if (board.Watches.Count == 0 && boards.GetValueOrDefault(board.Merchant) == board)
            {
                boards.Remove(board.Merchant);
            }
        }
    }

    private TodayWatch Join(Actor actor, MerchantId merchant, Action? onNews)
    {
        lock (gate)
        {
            if (!boards.TryGetValue(merchant, out var board))
            {
                boards[merchant] = board = new Board(merchant, actor);
            }

            var watch = new TodayWatch(this, board, onNews);
            board.Watches.Add(watch);
            return watch;
        }
    }

    private void Note(MerchantId merchant)
    {
        lock (gate)
        {
            if (boards.TryGetValue(merchant, out var board))
            {
                board.IsMoved = true;
            }
        }
    }

    private void Tell(Board board)
    {
        TodayWatch[] watches;
        lock (gate)
        {
            watches = [.. board.Watches];
        }

        foreach (var watch in watches)
        {
            watch.OnNews?.Invoke();
        }
    }

    // Whoever comes while one looks waits for that; it is nobody's own and goes on when one of them leaves.
    private Task LookAsync(Board board)
    {
        lock (gate)
        {
            return board.Looking is { IsCompleted: false } under
                ? under
                : board.Looking = Task.Run(() => LookOnceAsync(board));
        }
    }

    private async Task LookOnceAsync(Board board)
    {
        try
        {
            if (!await IsDueAsync(board))
            {
                return;
            }

            await ReadAsync(board);
        }
        catch (Exception error)
        {
            LogUnread(error, board.Merchant);
            if (board.Reading is { IsStale: true })
            {
                return;
            }

            board.Reading = new TodayReading(board.Reading?.Today, true);
        }

        Tell(board);
    }

    private async Task<bool> IsDueAsync(Board board)
    {
        var now = time.GetInstant();
        var (isRead, isMoved) = (board.Reading is { IsStale: false }, board.IsMoved);
        if (isMoved && isRead ? now - board.ReadAt < Shortest : now - board.LookedAt < Rhythm)
        {
            return false;
        }

        board.LookedAt = now;
        return isMoved || !isRead || now - board.ReadAt >= Longest
            || await query.CountSinceAsync(board.Actor, board.Merchant, board.Since, CancellationToken.None)
                != board.Lines;
    }

    // Counted first: a line that comes in between is in the figures already, and at worst they are read once more.
    private async Task ReadAsync(Board board)
    {
        board.IsMoved = false;
        var now = time.GetInstant();
        var since = now - FoldFiguresHandler.Overlap;
        var lines = await query.CountSinceAsync(board.Actor, board.Merchant, since, CancellationToken.None);
        var today = await query.HandleAsync(board.Actor, CancellationToken.None);
        (board.Since, board.Lines, board.ReadAt) = (since, lines, now);
        board.Reading = new TodayReading(today.Value, false);
    }

    [LoggerMessage(LogLevel.Error, "Today's figures of {Merchant} could not be read")]
    private partial void LogUnread(Exception error, MerchantId merchant);

    /// <summary>One merchant's, for all who watch it.</summary>
    internal sealed class Board(MerchantId merchant, Actor actor)
    {
        private volatile TodayReading? reading;
        private volatile bool isMoved;

        public MerchantId Merchant { get; } = merchant;

        /// <summary>Who opened it first; it shows the same to everybody who may see it.</summary>
        public Actor Actor { get; } = actor;

        public List<TodayWatch> Watches { get; } = [];

        /// <summary>The look that is under way, or was last.</summary>
        public Task? Looking { get; set; }

        public TodayReading? Reading
        {
            get => reading;
            set => reading = value;
        }

        /// <summary>Whether this node moved something since the last reading began.</summary>
        public bool IsMoved
        {
            get => isMoved;
            set => isMoved = value;
        }

        public DateTimeOffset LookedAt { get; set; } = DateTimeOffset.MinValue;

        public DateTimeOffset ReadAt { get; set; }

        /// <summary>Since when lines are counted, and how many there were.</summary>
        public DateTimeOffset Since { get; set; }

        public int Lines { get; set; }
    }
}

/// <summary>One open board.</summary>
public sealed class TodayWatch : IDisposable
{
    private readonly TodayBoards boards;

    internal TodayWatch(TodayBoards boards, TodayBoards.Board board, Action? onNews) =>
        (this.boards, Board, OnNews) = (boards, board, onNews);

    /// <summary>Whose figures it shows.</summary>
    public MerchantId Merchant => Board.Merchant;

    /// <summary>The last reading.</summary>
    public TodayReading Reading => Board.Reading ?? new TodayReading(null, true);

    internal TodayBoards.Board Board { get; }

    internal Action? OnNews { get; }

    public void Dispose() => boards.Leave(this);
}
