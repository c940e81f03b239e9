using GiftCards.Core.Common;

namespace GiftCards.Tests.Faults.Model;

/// <summary>What can be done to a card.</summary>
public enum Act
{
    Issue,
    Redeem,
    Hold,
    Capture,
    Release,
    Void,
    Load,
    Adjust,
    Approve,
    Block,
    Unblock,
    Cancel,
    Refund,
    Reinstate,
}

/// <summary>What one client asks for. Sent again it is the same step, known by its key.</summary>
/// <param name="Act">What is to be done.</param>
/// <param name="Card">The place of the card among those of the history.</param>
/// <param name="Key">The idempotency key.</param>
public sealed record Step(Act Act, int Card, string Key)
{
    /// <summary>The amount, in minor units; null where it is left to the application.</summary>
    public long? Minor { get; init; }

    /// <summary>The bill, in minor units.</summary>
    public long? Total { get; init; }

    /// <summary>An amount in a currency that is not the card's.</summary>
    public bool IsForeignCurrency { get; init; }

    /// <summary>Until when a hold, or a new validity.</summary>
    public DateTimeOffset? Until { get; init; }

    public HoldId? Hold { get; init; }

    /// <summary>The redemption to take back.</summary>
    public TransactionId? Sale { get; init; }

    public ApprovalId? Approval { get; init; }

    public override string ToString() =>
        $"{Act} card {Card}"
        + (Minor is { } minor ? $" {minor}" : "")
        + (Total is { } total ? $" of a bill of {total}" : "")
        + (IsForeignCurrency ? " in a foreign currency" : "")
        + (Until is { } until ? $" until {until:yyyy-MM-ddTHH:mm:ss}" : "")
        + (Hold is { } hold ? $" {hold}" : "")
        + (Sale is { } sale ? $" {sale}" : "")
        + (Approval is { } approval ? $" {approval}" : "")
        + $" [{Key}]";
}

/// <summary>What a client was told.</summary>
public sealed record Reply
{
    /// <summary>The code of a refusal; null for a success.</summary>
    public string? Code { get; init; }

    /// <summary>Nobody can say whether it happened: no answer, or none that tells.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>It was told again, because it had happened before.</summary>
    public bool IsReplay { get; init; }

    public TransactionId? Transaction { get; init; }

    public HoldId? Hold { get; init; }

    public ApprovalId? Approval { get; init; }

    public CardId? Card { get; init; }

    public string? CardCode { get; init; }

    public long Minor { get; init; }

    public long Balance { get; init; }

    public long Available { get; init; }

    public string Status { get; init; } = "";

    public bool IsOk => Code is null && !IsUnknown;

    public static Reply Unknown(string why) => new() { IsUnknown = true, Status = why };

    public override string ToString() => this switch
    {
        { IsUnknown: true } => $"unknown ({Status})",
        { Code: { } code } => code,
        { Approval: { } approval } => $"{approval}{(IsReplay ? " again" : "")}",
        _ => $"{Transaction} {Minor}, {Balance} left, {Available} available, {Status}{(IsReplay ? ", again" : "")}",
    };
}

/// <summary>A step that was taken, by whom, when it was sent and answered, and what the answer was.</summary>
/// <param name="Step">What was asked.</param>
/// <param name="Client">Who asked.</param>
/// <param name="Now">The application's time at that moment.</param>
/// <param name="Sent">Its place among everything that was sent and answered.</param>
/// <param name="Answered">The place of its answer.</param>
/// <param name="Reply">The answer.</param>
public sealed record Call(Step Step, int Client, DateTimeOffset Now, long Sent, long Answered, Reply Reply)
{
    public override string ToString() =>
        $"{Sent,6}–{(Answered == long.MaxValue ? "?" : Answered),-6} client {Client} at {Now:MM-dd HH:mm} {Step} → {Reply}";
}

/// <summary>Somebody who can take steps: through the use cases, or over HTTP.</summary>
public interface ICardClient
{
    /// <summary>Takes a step; the card is null where one is to be issued.</summary>
    Task<Reply> SendAsync(Step step, KnownCard? card, CancellationToken cancellationToken);
}
