using GiftCards.Core.Common;

namespace GiftCards.Core.Audit;

/// <summary>
/// One thing that somebody did to rights, rules, money by hand, keys or data: who, as whom, from where, what, on what,
/// and how it was before and after. Append-only: the database refuses updates and deletes. It is written in the
/// transaction of what it tells, see <see cref="AuditTrail"/>, and chained afterwards, see <see cref="AuditSeal"/>.
/// </summary>
public sealed class AuditEntry
{
    /// <summary>Whose entry it is: the merchant concerned, or the platform where no merchant is.</summary>
    public required MerchantId MerchantId { get; init; }

    public required AuditEntryId Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>What was done: one of <see cref="AuditActions"/>.</summary>
    public required string Action { get; init; }

    /// <summary>Who did it, see <see cref="Actor.Label"/>.</summary>
    public required string ActorLabel { get; init; }

    /// <summary>As whom, see <see cref="Actor.ActingAs"/>.</summary>
    public string? ActingAs { get; init; }

    /// <summary>Where the request came from, see <see cref="Actor.From"/>.</summary>
    public string? FromAddress { get; init; }

    /// <summary>The kind of thing it was done to, such as <c>card</c>.</summary>
    public required string TargetKind { get; init; }

    /// <summary>Its id as it is told outside; null where there is only one such thing.</summary>
    public string? TargetId { get; init; }

    /// <summary>
    /// What changed, as it was: a JSON object without secrets, names and addresses; null where nothing was.
    /// </summary>
    public string? Before { get; init; }

    /// <summary>The same as it is now.</summary>
    public string? After { get; init; }

    /// <summary>The entry of a note.</summary>
    public static AuditEntry Of(Actor actor, AuditNote note, DateTimeOffset at)
    {
        var (before, after) = AuditJson.Differing(note.Before, note.After);
        return new AuditEntry
        {
            MerchantId = note.Merchant,
            Id = PublicId.New<AuditEntryId>(at),
            At = at,
            Action = note.Action,
            ActorLabel = actor.Label,
            ActingAs = actor.ActingAs,
            FromAddress = actor.From,
            TargetKind = note.TargetKind,
            TargetId = note.TargetId,
            Before = before,
            After = after,
        };
    }
}
