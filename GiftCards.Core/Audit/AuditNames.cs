using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Audit;

/// <summary>What the ids of a few entries stand for today. The trail itself holds no names.</summary>
internal sealed class AuditNames
{
    private readonly Dictionary<UserId, string> people;
    private readonly Dictionary<MerchantId, MerchantSummary> merchants;

    private AuditNames(Dictionary<UserId, string> people, Dictionary<MerchantId, MerchantSummary> merchants)
    {
        this.people = people;
        this.merchants = merchants;
    }

    public static async Task<AuditNames> OfAsync(
        GiftCardsDatabase database, IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to what the entries name.
        var users = entries.Select(entry => PersonOf(entry.ActorLabel))
            .Concat(entries.Select(TargetOf<UserId>))
            .OfType<UserId>().Select(user => user.Value).Distinct().ToList();
        var shops = entries.Select(entry => (MerchantId?)entry.MerchantId)
            .Concat(entries.Select(TargetOf<MerchantId>))
            .OfType<MerchantId>().Distinct().ToList();
        var people = await context.Users.AsNoTracking()
            .Where(user => users.Contains(user.Id))
            .ToDictionaryAsync(user => user.UserId, user => user.DisplayName, cancellationToken);
        var merchants = await context.Merchants.AsNoTracking()
            .Where(merchant => shops.Contains(merchant.Id))
            .ToDictionaryAsync(merchant => merchant.Id, MerchantSummary.Of, cancellationToken);
        return new AuditNames(people, merchants);
    }

    public AuditLine Tell(AuditEntry entry) => new(
        entry,
        merchants.GetValueOrDefault(entry.MerchantId),
        PersonOf(entry.ActorLabel) is { } actor ? people.GetValueOrDefault(actor) : null,
        TargetOf<UserId>(entry) is { } user ? people.GetValueOrDefault(user)
            : TargetOf<MerchantId>(entry) is { } shop ? merchants.GetValueOrDefault(shop)?.Name : null);

    /// <summary>The person that a label names; null for programs and jobs.</summary>
    internal static UserId? PersonOf(string label) =>
        PublicId.TryParse<UserId>(label[(label.IndexOf(':', StringComparison.Ordinal) + 1)..], out var user)
            ? user
            : null;

    private static TId? TargetOf<TId>(AuditEntry entry)
        where TId : struct, ITypedId<TId> => PublicId.TryParse<TId>(entry.TargetId, out var id) ? id : null;
}
