using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GiftCards.Core.Recovery;

/// <summary>Registers backups, restores and what comes after a restore.</summary>
internal static class RecoveryRegistration
{
    public static void AddRecovery(this IServiceCollection services)
    {
        services.TryAddSingleton(new BackupOptions(null));
        services.AddSingleton<BackupDatabase>();
        services.AddSingleton<BackupNote>();
        services.AddSingleton<RestoredMark>();
        services.AddSingleton<RestoreDatabase>();
        services.AddSingleton<RestorationQueries>();
        services.AddSingleton<ReconcileRestoreHandler>();
        services.AddSingleton<AcceptRestoreHandler>();
    }
}
