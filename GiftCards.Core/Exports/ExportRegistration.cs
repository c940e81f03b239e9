using GiftCards.Core.Analytics;
using GiftCards.Core.Audit;
using GiftCards.Core.Delivery.Certificates;
using GiftCards.Core.Exports.Lists;
using GiftCards.Core.Reports;
using Microsoft.Extensions.DependencyInjection;

namespace GiftCards.Core.Exports;

/// <summary>Registers the lists that can be taken away, and how.</summary>
internal static class ExportRegistration
{
    public static void AddExports(this IServiceCollection services)
    {
        services.AddSingleton(provider =>
            new ExportFiles(provider.GetService<CertificateOptions>() ?? new CertificateOptions(null)));
        services.AddSingleton<IExportList, CardList>();
        services.AddSingleton<IExportList, SaleList>();
        services.AddSingleton<IExportList, BusinessList>();
        services.AddSingleton<IExportList, UserList>();
        services.AddSingleton<IExportList, TransactionList>();
        services.AddSingleton<PlatformTrendQuery>();
        services.AddSingleton<ReportQueries>();
        services.AddSingleton<AnalyticsQuery>();
        services.AddSingleton<FoldFiguresHandler>();
        services.AddSingleton<IExportList, AnalyticsList>();
        services.AddSingleton<IExportList, ReportList>();
        services.AddSingleton<IExportList, AuditExportList>();
    }
}
