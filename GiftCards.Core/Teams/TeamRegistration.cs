using GiftCards.Core.Delivery;
using Microsoft.Extensions.DependencyInjection;

namespace GiftCards.Core.Teams;

/// <summary>Registers what teams can do.</summary>
internal static class TeamRegistration
{
    public static void AddTeams(this IServiceCollection services)
    {
        services.AddSingleton<TeamQueries>();
        services.AddSingleton<InviteMemberHandler>();
        services.AddSingleton<ResendInvitationHandler>();
        services.AddSingleton<WithdrawInvitationHandler>();
        services.AddSingleton<InvitationQueries>();
        services.AddSingleton<AcceptInvitationHandler>();
        services.AddScoped<RegisterInvitedHandler>();
        services.AddSingleton<ChangeRoleHandler>();
        services.AddSingleton<RemoveMemberHandler>();
        services.AddSingleton<HandOverHandler>();
        services.AddSingleton<SetMemberLimitsHandler>();
        services.AddSingleton<SetRolePermissionsHandler>();
        services.AddSingleton<IOutboxHandler, InvitationMailHandler>();
        services.AddSingleton<IOutboxHandler, TeamJoinedHandler>();
    }
}
