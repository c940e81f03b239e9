using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>Somebody who runs the platform, as the others see them.</summary>
public sealed record AdministratorView(
    UserId User, string Name, string Email, AdminPermissions Permissions, DateTimeOffset Since, bool IsSelf);

/// <summary>Lists who runs the platform, by name. Errors: <c>forbidden</c>.</summary>
public sealed class AdministratorQueries(GiftCardsDatabase database)
{
    public async Task<Result<IReadOnlyList<AdministratorView>>> ListAsync(
        Actor actor, CancellationToken cancellationToken)
    {
        if (AdministratorRules.Refuse(actor) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Administrators belong to no merchant.
        var rows = await context.Administrators.AsNoTracking().ToListAsync(cancellationToken);
        var ids = rows.Select(row => row.UserId.Value).ToList();
        var people = await context.Users.AsNoTracking().Where(user => ids.Contains(user.Id))
            .ToDictionaryAsync(user => user.Id, cancellationToken);
        return rows
            .Where(row => people.ContainsKey(row.UserId.Value))
            .Select(row => new AdministratorView(
                row.UserId,
                people[row.UserId.Value].DisplayName,
                people[row.UserId.Value].Email ?? "",
                row.Permissions,
                row.CreatedAt,
                row.UserId == actor.Person))
            .OrderBy(row => row.Name, StringComparer.CurrentCultureIgnoreCase)
            .ToList();
    }
}

/// <summary>Let somebody who has an account run a part of the platform, or another part.</summary>
/// <param name="Email">The address of the account.</param>
/// <param name="Permissions">What they may do; at least one.</param>
public sealed record AddAdministrator(string Email, AdminPermissions Permissions);

/// <summary>
/// Adds an administrator; somebody who is one already gets other permissions. Errors: <c>forbidden</c>,
/// <c>invalid_request</c>, <c>account_unknown</c>, <c>last_administrator</c>.
/// </summary>
public sealed class AddAdministratorHandler(
    GiftCardsDatabase database, Protector protector, SetAdministratorHandler set)
{
    public async Task<Result<Done>> HandleAsync(
        Actor actor, AddAdministrator command, CancellationToken cancellationToken)
    {
        if ((AdministratorRules.Refuse(actor) ?? TextRules.RefuseEmail(command.Email, "email")) is { } refused)
        {
            return refused;
        }

        var index = Convert.ToHexString(protector.HashEmail(command.Email));
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one person by their address.
        var user = await context.Users.AsNoTracking().SingleOrDefaultAsync(
            row => row.NormalizedEmail == index && row.EmailConfirmed, cancellationToken);
        return user is null
            ? new AccountUnknown()
            : await set.HandleAsync(
                actor, new SetAdministrator(user.UserId, command.Permissions), cancellationToken);
    }
}

/// <summary>Say what an administrator may do.</summary>
/// <param name="User">The person.</param>
/// <param name="Permissions">What they may do; none to take everything away.</param>
public sealed record SetAdministrator(UserId User, AdminPermissions Permissions);

/// <summary>
/// Sets the permissions, which count from the person's next command. Only administrators with full rights may; one of
/// them stays. Errors: <c>forbidden</c>, <c>sign_in_again</c>, <c>not_found</c>, <c>invalid_request</c>,
/// <c>last_administrator</c>.
/// </summary>
public sealed class SetAdministratorHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(
        Actor actor, SetAdministrator command, CancellationToken cancellationToken)
    {
        if ((AdministratorRules.Refuse(actor)
            ?? RecentSignIn.RefuseAdministrator(actor, time.GetInstant())) is { } refused)
        {
            return refused;
        }

        if ((command.Permissions & ~AdminAreas.Anyone) != AdminPermissions.None)
        {
            return new InvalidRequest("permissions", InvalidReason.Choice);
        }

        await using var context = database.OpenAcrossMerchants(); // Administrators belong to no merchant.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);

        // One change at a time: two who take each other's rights away at once would leave nobody.
        await context.Administrators.ExecuteUpdateAsync(
            update => update.SetProperty(row => row.Permissions, row => row.Permissions), cancellationToken);
        var row = await context.Administrators.SingleOrDefaultAsync(
            one => one.UserId == command.User, cancellationToken);
        if ((row is null && !await context.Users.AnyAsync(user => user.Id == command.User.Value, cancellationToken))
            || (row is null && command.Permissions == AdminPermissions.None))
        {
            return new NotFound();
        }

        if (row?.Permissions.HasFlag(AdminPermissions.Full) == true
            && !command.Permissions.HasFlag(AdminPermissions.Full)
            && !await OthersAsync(context, command.User, cancellationToken))
        {
            return new LastAdministrator();
        }

        Write(context, actor, command, row);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return new Done();
    }

    private static async Task<bool> OthersAsync(
        GiftCardsDbContext context, UserId user, CancellationToken cancellationToken)
    {
        var others = await context.Administrators.AsNoTracking().Where(row => row.UserId != user)
            .Select(row => row.Permissions)
            .ToListAsync(cancellationToken);
        return others.Any(held => held.HasFlag(AdminPermissions.Full));
    }

    private void Write(GiftCardsDbContext context, Actor actor, SetAdministrator command, Administrator? row)
    {
        var now = time.GetInstant();
        var action = row is null ? AuditActions.AdministratorCreated
            : command.Permissions == AdminPermissions.None ? AuditActions.AdministratorRemoved
            : AuditActions.AdministratorChanged;
        var note = new AuditNote(action, MerchantId.Platform, AuditTargets.User, command.User.ToString())
        {
            Before = row is null ? null : new { row.Permissions },
            After = command.Permissions == AdminPermissions.None ? null : new { command.Permissions },
        };
        context.Record(actor, note, now);
        if (row is null)
        {
            context.Administrators.Add(
                new Administrator { UserId = command.User, Permissions = command.Permissions, CreatedAt = now });
        }
        else if (command.Permissions == AdminPermissions.None)
        {
            context.Administrators.Remove(row);
        }
        else
        {
            row.Permissions = command.Permissions;
        }
    }
}

/// <summary>Who may say who runs the platform.</summary>
internal static class AdministratorRules
{
    public static DomainError? Refuse(Actor actor) => actor switch
    {
        Actor.System => null,
        Actor.Administrator administrator when administrator.Grants.Open(AdminAreas.Administrators) => null,
        _ => new Forbidden(),
    };
}
