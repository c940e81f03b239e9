using GiftCards.Core.Common;
using GiftCards.Core.Persistence;

namespace GiftCards.Core.Audit;

/// <summary>What a use case has to say of what it did.</summary>
/// <param name="Action">One of <see cref="AuditActions"/>.</param>
/// <param name="Merchant">Whose matter it is; the platform where no merchant's.</param>
/// <param name="TargetKind">The kind of thing it was done to: one of <see cref="AuditTargets"/>.</param>
/// <param name="TargetId">Its id as it is told outside.</param>
public sealed record AuditNote(string Action, MerchantId Merchant, string TargetKind, string? TargetId)
{
    /// <summary>
    /// How things stood, as an object with few members: ids, amounts, states, choices. Never a code, key, token or
    /// password, and nothing that says who a person is, because it cannot be taken back. What is the same in
    /// <see cref="After"/> is left out.
    /// </summary>
    public object? Before { get; init; }

    /// <summary>How they stand now; the same holds for it.</summary>
    public object? After { get; init; }
}

/// <summary>The kinds of thing that the audit trail speaks of.</summary>
public static class AuditTargets
{
    public const string Card = "card";
    public const string Refund = "refund";
    public const string Payment = "payment";
    public const string Commission = "commission";
    public const string Payout = "payout";
    public const string BankAccount = "bank_account";
    public const string BankFile = "bank_file";
    public const string Dispute = "dispute";
    public const string Approval = "approval";
    public const string Settings = "settings";
    public const string ApiKey = "api_key";
    public const string User = "user";
    public const string Merchant = "merchant";
    public const string Review = "review";
    public const string Role = "role";
    public const string Invitation = "invitation";
    public const string Database = "database";
    public const string Message = "message";
    public const string Job = "job";
    public const string Export = "export";
}

/// <summary>How use cases write to the audit trail.</summary>
public static class AuditTrail
{
    /// <summary>
    /// Adds the entry to the context, to be saved with the change that it tells. Where the change is an UPDATE of its
    /// own, both belong into one transaction. What goes through the movement engine puts
    /// <see cref="AuditEntry.Of"/> beside the movement instead.
    /// </summary>
    public static void Record(this GiftCardsDbContext context, Actor actor, AuditNote note, DateTimeOffset at) =>
        context.AuditEntries.Add(AuditEntry.Of(actor, note, at));
}
