using GiftCards.Core.Access;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Teams;

/// <summary>Say what one of the merchant's roles may do; never the owner's, who may everything.</summary>
public sealed record SetRolePermissions(StaffRole Role, Permissions Permissions);

/// <summary>
/// Sets the permissions, which count from everybody's next command. Only an owner may. Errors: <c>forbidden</c>,
/// <c>invalid_request</c>.
/// </summary>
public sealed class SetRolePermissionsHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(
        Actor actor, SetRolePermissions command, CancellationToken cancellationToken)
    {
        var owning = TeamRules.Owning(actor);
        if ((owning.Error ?? Refuse(command)) is { } refused)
        {
            return refused;
        }

        var merchant = owning.Value.Merchant;
        var now = time.GetInstant();
        await using var context = database.OpenFor(actor);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await TeamRules.LockAsync(context, merchant, cancellationToken);
        var grant = await context.RoleGrants.SingleOrDefaultAsync(
            row => row.MerchantId == merchant && row.Role == command.Role, cancellationToken);
        if (grant is null)
        {
            grant = new RoleGrant
            {
                MerchantId = merchant,
                Role = command.Role,
                Permissions = PermissionTable.Of(command.Role),
                UpdatedAt = now,
            };
            context.RoleGrants.Add(grant);
        }

        if (grant.Permissions != command.Permissions)
        {
            var note = new AuditNote(
                AuditActions.RightsChanged, merchant, AuditTargets.Role, ((Enum)command.Role).ToText())
            {
                Before = new { Permissions = PermissionTable.NamesOf(grant.Permissions) },
                After = new { Permissions = PermissionTable.NamesOf(command.Permissions) },
            };
            context.Record(actor, note, now);
        }

        (grant.Permissions, grant.UpdatedAt) = (command.Permissions, now);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return new Done();
    }

    private static InvalidRequest? Refuse(SetRolePermissions command) =>
        command.Role is not (StaffRole.Cashier or StaffRole.Manager)
            ? new InvalidRequest("role", InvalidReason.Choice)
            : (command.Permissions & ~PermissionTable.Grantable(command.Role)) != Permissions.None
                ? new InvalidRequest("permissions", InvalidReason.Choice)
                : null;
}
