using GiftCards.Core.Access;
using GiftCards.Core.Audit;
using GiftCards.Core.Exports;
using Microsoft.Extensions.DependencyInjection;

namespace GiftCards.Core.Administration;

/// <summary>Registers what those who run the platform do about people and records.</summary>
internal static class AdministrationRegistration
{
    public static void AddAdministration(this IServiceCollection services)
    {
        services.AddSingleton<TakeListHandler>();
        services.AddSingleton<RunExportsHandler>();
        services.AddSingleton<ListExportQueries>();
        services.AddSingleton<SupportViews>();
        services.AddSingleton<SystemHealthQuery>();
        services.AddSingleton<AdminApprovalQueries>();
        services.AddSingleton<UserQueries>();
        services.AddSingleton<ManageUserHandler>();
    }
}
