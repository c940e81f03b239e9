using GiftCards.Core.Delivery;
using GiftCards.Core.Exports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GiftCards.Core.Settlement;

/// <summary>Registers how merchants are paid. The host adds the settings and who pays.</summary>
internal static class SettlementRegistration
{
    public static void AddSettlement(this IServiceCollection services)
    {
        services.TryAddSingleton(PayoutOptions.Default);
        services.AddSingleton<BankFileProvider>();
        services.TryAddSingleton<IPayoutProvider>(provider => provider.GetRequiredService<BankFileProvider>());
        services.AddSingleton<PayoutMaker>();
        services.AddSingleton<PayoutSteps>();
        services.AddSingleton<RunPayoutsHandler>();
        services.AddSingleton<SendPayoutsHandler>();
        services.AddSingleton<RequestPayoutHandler>();
        services.AddSingleton<RetryPayoutHandler>();
        services.AddSingleton<SavePayoutPlanHandler>();
        services.AddSingleton<MarkPayoutHandler>();
        services.AddSingleton<MarkBankFileHandler>();
        services.AddSingleton<TakeBankStatementHandler>();
        services.AddSingleton<MakeBankFileHandler>();
        services.AddSingleton<TakeBankFileHandler>();
        services.AddSingleton<SaveBankAccountHandler>();
        services.AddSingleton<DecideBankAccountHandler>();
        services.AddSingleton<SendDepositsHandler>();
        services.AddSingleton<ConfirmDepositsHandler>();
        services.AddSingleton<DepositReturns>();
        services.AddSingleton<ReturnDepositsHandler>();
        services.AddSingleton<PayoutQueries>();
        services.AddSingleton<BeginConnectHandler>();
        services.AddSingleton<AdminPayoutQueries>();
        services.AddSingleton<IExportList, PayoutStatementList>();
    }

    /// <summary>What owners are written about their account and their payouts.</summary>
    public static void AddPayoutMails(this IServiceCollection services)
    {
        services.AddSingleton<IOutboxHandler, BankAccountNoticeHandler>();
        services.AddSingleton<IOutboxHandler, ConnectNoticeHandler>();
        foreach (var type in PayoutNoticeHandler.Types)
        {
            services.AddSingleton<IOutboxHandler>(
                provider => ActivatorUtilities.CreateInstance<PayoutNoticeHandler>(provider, type));
        }
    }
}
