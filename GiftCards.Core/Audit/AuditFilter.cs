using GiftCards.Core.Common;

namespace GiftCards.Core.Audit;

/// <summary>Which entries of the audit trail are wanted; what is null is not asked.</summary>
public sealed record AuditFilter
{
    /// <summary>The first day, in UTC.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last day, in UTC.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>
    /// Who: a label as the trail keeps it, or the id of a person, whatever they acted as, or of a key.
    /// </summary>
    public string? Actor { get; init => field = TextRules.Wanted(value); }

    /// <summary>One of <see cref="AuditActions"/>, or the part before its dot.</summary>
    public string? Action { get; init => field = TextRules.Wanted(value); }

    public MerchantId? Merchant { get; init; }

    /// <summary>The id of what it was done to.</summary>
    public string? Target { get; init => field = TextRules.Wanted(value); }

    internal IQueryable<AuditEntry> Apply(IQueryable<AuditEntry> entries)
    {
        if (From is { } from)
        {
            var start = Instants.StartOfDay(from, TimeZoneInfo.Utc);
            entries = entries.Where(entry => entry.At >= start);
        }

        if (Until is { } until)
        {
            var end = Instants.EndOfDay(until, TimeZoneInfo.Utc);
            entries = entries.Where(entry => entry.At < end);
        }

        if (Actor is { } id)
        {
            string[] labels = [id, $"user:{id}", $"admin:{id}", $"key:{id}", $"system:{id}"];
            entries = entries.Where(entry => labels.Contains(entry.ActorLabel));
        }

        if (Action is { } action)
        {
            var group = AuditActions.All.Where(code => code.StartsWith(action + ".", StringComparison.Ordinal)).ToList();
            entries = group.Count == 0
                ? entries.Where(entry => entry.Action == action)
                : entries.Where(entry => group.Contains(entry.Action));
        }

        if (Merchant is { } merchant)
        {
            entries = entries.Where(entry => entry.MerchantId == merchant);
        }

        if (Target is { } target)
        {
            entries = entries.Where(entry => entry.TargetId == target);
        }

        return entries;
    }
}
