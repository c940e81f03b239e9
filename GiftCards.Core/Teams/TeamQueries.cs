using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Core.Reporting;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Teams;

/// <summary>Somebody who works, or worked, at a merchant.</summary>
public sealed record TeamMember
{
    public required UserId User { get; init; }

    public required string Name { get; init; }

    public required string Email { get; init; }

    public required StaffRole Role { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>When they lost their part; null while they have it.</summary>
    public required DateTimeOffset? RemovedAt { get; init; }

    public required string? Location { get; init; }

    public required Shift? Shift { get; init; }

    /// <summary>Whether the one who asks may change or remove them.</summary>
    public required bool MayChange { get; init; }

    /// <summary>Whether this is the one who asks.</summary>
    public required bool IsSelf { get; init; }
}

/// <summary>Somebody who was invited and has not accepted.</summary>
/// <param name="Id">Names the invitation.</param>
/// <param name="Email">Where it was sent.</param>
/// <param name="Role">The role it offers.</param>
/// <param name="ExpiresAt">When its link ends.</param>
/// <param name="IsExpired">Whether it has ended already, and only sending it again helps.</param>
/// <param name="MayChange">Whether the one who asks may send it again or withdraw it.</param>
public sealed record TeamInvitation(
    InvitationId Id, string Email, StaffRole Role, DateTimeOffset ExpiresAt, bool IsExpired, bool MayChange);

/// <summary>A merchant's people, and what their roles may do.</summary>
public sealed record Team
{
    public required MerchantSummary Merchant { get; init; }

    /// <summary>IANA name of the zone that shifts go by.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Who works there now and who did, owners first, then by name.</summary>
    public required IReadOnlyList<TeamMember> Members { get; init; }

    /// <summary>What waits to be accepted, newest first.</summary>
    public required IReadOnlyList<TeamInvitation> Invitations { get; init; }

    public required IReadOnlyDictionary<StaffRole, Permissions> Rights { get; init; }

    /// <summary>The roles that the one who asks may give.</summary>
    public required IReadOnlyList<StaffRole> Assignable { get; init; }

    /// <summary>Whether the one who asks is an owner, who says what roles may do and may hand over.</summary>
    public required bool IsOwner { get; init; }
}

/// <summary>Shows those who look after a team the people in it. Errors: <c>forbidden</c>, <c>not_found</c>.</summary>
public sealed class TeamQueries(GiftCardsDatabase database, TimeProvider time)
{
    public const int ActivityCount = 50;
    public static readonly TimeSpan ActivitySpan = TimeSpan.FromDays(30);

    public async Task<Result<Team>> GetAsync(Actor actor, CancellationToken cancellationToken)
    {
        var managing = TeamRules.Managing(actor);
        if (!managing.IsOk)
        {
            return managing.Error;
        }

        var staff = managing.Value;
        await using var context = database.OpenFor(actor);
        var merchant = await context.Merchants.AsNoTracking().SingleAsync(
            row => row.Id == staff.Merchant, cancellationToken);
        var rights = await TeamRules.RightsAsync(context, staff.Merchant, cancellationToken);
        var assignable = rights
            .Where(row => staff.Role == StaffRole.Owner || (row.Value & ~staff.At(staff.Merchant)) == Permissions.None)
            .Select(row => row.Key)
            .ToList();
        return new Team
        {
            Merchant = MerchantSummary.Of(merchant),
            TimeZone = merchant.TimeZone,
            Members = await MembersAsync(context, staff, assignable, cancellationToken),
            Invitations = await InvitationsAsync(context, staff.Merchant, assignable, cancellationToken),
            Rights = rights,
            Assignable = assignable,
            IsOwner = staff.Role == StaffRole.Owner,
        };
    }

    /// <summary>What one of the team did to cards in the last weeks, newest first.</summary>
    public async Task<Result<IReadOnlyList<CardActivity>>> ActivityAsync(
        Actor actor, UserId member, CancellationToken cancellationToken)
    {
        var managing = TeamRules.Managing(actor);
        if (!managing.IsOk)
        {
            return managing.Error;
        }

        var merchant = managing.Value.Merchant;
        await using var context = database.OpenFor(actor);
        var known = await context.Staff.IgnoreQueryFilters([StaffMember.Present]).AnyAsync(
            row => row.MerchantId == merchant && row.UserId == member, cancellationToken);
        if (!known)
        {
            return new NotFound();
        }

        var label = new Actor.Buyer(member).Label;
        var since = time.GetInstant() - ActivitySpan;
        var rows = await context.CardTransactions.AsNoTracking()
            .Where(transaction => transaction.MerchantId == merchant
                && transaction.At >= since && transaction.ActorLabel == label)
            .OrderByDescending(transaction => transaction.Id)
            .Take(ActivityCount)
            .Join(context.CardsHonoured(), transaction => transaction.CardId, card => card.Id, (transaction, card) =>
                new { transaction, card.Last4 })
            .ToListAsync(cancellationToken);
        return rows.OrderByDescending(row => row.transaction.Id.Value)
            .Select(row => new CardActivity(TransactionView.Of(row.transaction), row.Last4))
            .ToList();
    }

    private static async Task<IReadOnlyList<TeamMember>> MembersAsync(
        GiftCardsDbContext context, Actor.Staff actor, List<StaffRole> assignable, CancellationToken cancellationToken)
    {
        var members = await context.Staff.IgnoreQueryFilters([StaffMember.Present]).AsNoTracking()
            .Where(row => row.MerchantId == actor.Merchant)
            .ToListAsync(cancellationToken);
        var ids = members.Select(member => member.UserId.Value).ToList();
        var people = await context.Users.AsNoTracking()
            .Where(user => ids.Contains(user.Id))
            .ToDictionaryAsync(user => user.Id, cancellationToken);
        return
        [
            .. members.Select(member => new TeamMember
            {
                User = member.UserId,
                Name = people.GetValueOrDefault(member.UserId.Value)?.DisplayName ?? "",
                Email = people.GetValueOrDefault(member.UserId.Value)?.Email ?? "",
                Role = member.Role,
                Since = member.CreatedAt,
                RemovedAt = member.RemovedAt,
                Location = member.Location,
                Shift = member.Shift,
                MayChange = member.RemovedAt is null && assignable.Contains(member.Role),
                IsSelf = member.UserId == actor.User,
            })
            .OrderBy(member => member.RemovedAt is not null)
            .ThenByDescending(member => member.Role)
            .ThenBy(member => member.Name, StringComparer.CurrentCultureIgnoreCase),
        ];
    }

    private async Task<IReadOnlyList<TeamInvitation>> InvitationsAsync(
        GiftCardsDbContext context,
        MerchantId merchant,
        List<StaffRole> assignable,
        CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var rows = await context.Invitations.AsNoTracking()
            .Where(row => row.MerchantId == merchant && row.EndedAt == null)
            .OrderByDescending(row => row.CreatedAt)
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(row => new TeamInvitation(
                row.Id, row.Email, row.Role, row.ExpiresAt, row.ExpiresAt <= now, assignable.Contains(row.Role))),
        ];
    }
}
