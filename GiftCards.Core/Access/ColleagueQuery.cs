using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>
/// Names those who work at the actor's merchant, by the label under which journals know them. For managers and owners.
/// Errors: <c>forbidden</c>.
/// </summary>
public sealed class ColleagueQuery(GiftCardsDatabase database)
{
    public async Task<Result<IReadOnlyDictionary<string, string>>> HandleAsync(
        Actor actor, CancellationToken cancellationToken)
    {
        if (actor.RefuseHere(Permissions.CardsManage, out var merchant) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the actor's own merchant.
        var staff = await context.Staff.AsNoTracking()
            .Where(member => member.MerchantId == merchant)
            .ToListAsync(cancellationToken);
        var people = staff.Select(member => member.UserId.Value).ToList();
        var names = await context.Users.AsNoTracking()
            .Where(user => people.Contains(user.Id))
            .ToDictionaryAsync(user => user.Id, user => user.DisplayName, cancellationToken);
        return staff.ToDictionary(
            member => new Actor.Staff(member.UserId, merchant, member.Role).Label,
            member => names.GetValueOrDefault(member.UserId.Value, ""),
            StringComparer.Ordinal);
    }
}
