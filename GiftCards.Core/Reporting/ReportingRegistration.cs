using Microsoft.Extensions.DependencyInjection;

namespace GiftCards.Core.Reporting;

/// <summary>Registers the figures that merchants and administrators look at.</summary>
internal static class ReportingRegistration
{
    public static void AddReporting(this IServiceCollection services)
    {
        services.AddSingleton<MerchantTodayQuery>();
        services.AddSingleton<TodayBoards>();
        services.AddSingleton<OwnSalesTodayQuery>();
        services.AddSingleton<AdminOverviewQuery>();
        services.AddSingleton<AdminBusinessQueries>();
        services.AddSingleton<AdminBusinessQuery>();
        services.AddSingleton<AdminTransactionQueries>();
        services.AddSingleton<AdminRefundQueries>();
        services.AddSingleton<VerifyLedgerHandler>();
        services.AddSingleton<DailyCloseQueries>();
    }
}
