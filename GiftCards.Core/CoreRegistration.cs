using GiftCards.Core.Access;
using GiftCards.Core.Administration;
using GiftCards.Core.Audit;
using GiftCards.Core.Bulk;
using GiftCards.Core.Campaigns;
using GiftCards.Core.Cards;
using GiftCards.Core.Clearing;
using GiftCards.Core.Commissions;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Disputes;
using GiftCards.Core.Exports;
using GiftCards.Core.Favourites;
using GiftCards.Core.Files;
using GiftCards.Core.Holds;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Onboarding;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments;
using GiftCards.Core.Payments.Sandbox;
using GiftCards.Core.Rates;
using GiftCards.Core.Recovery;
using GiftCards.Core.Refunds;
using GiftCards.Core.Reporting;
using GiftCards.Core.Reviews;
using GiftCards.Core.Settlement;
using GiftCards.Core.Transfers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GiftCards.Core;

/// <summary>
/// Registers what the business can do. The host adds the database, the secrets and the settings beside it.
/// </summary>
public static class CoreRegistration
{
    public static IServiceCollection AddGiftCardsCore(
        this IServiceCollection services, SecretKeys keys, CommissionPolicy commission)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new Protector(keys));
        services.AddSingleton(commission);
        services.AddSingleton<OutboxSignal>();

        services.AddSingleton<MovementEngine>();
        services.AddSingleton<Invariants>();
        services.AddSingleton<CloseDaysHandler>();
        services.AddSingleton<SealAuditHandler>();
        services.AddSingleton<AuditChain>();
        services.AddSingleton<AuditQueries>();
        services.AddSingleton<OutboxDesk>();

        services.AddCardOperations();
        services.AddHolds();
        services.AddTransfers();
        services.AddSingleton<IssueCardHandler>();
        services.AddSingleton<CheckBalanceHandler>();
        services.AddSingleton<CardQueries>();
        services.AddSingleton<WalletQueries>();

        services.TryAddSingleton<IExchangeRates, BundledRates>();
        services.AddSingleton<CatalogueQueries>();
        services.AddSingleton<RefreshCatalogueHandler>();
        services.AddSingleton<FeatureMerchantHandler>();
        services.AddSingleton<PlatformProgrammeQueries>();
        services.AddSingleton<OwnMerchantQuery>();
        services.AddSingleton<SettingsQueries>();
        services.AddSingleton<UpdateGiftCardSettingsHandler>();
        services.AddSingleton<SetAdjustmentLimitHandler>();

        services.AddOrders();
        services.AddSingleton<ActorResolver>(); // Work that was asked for earlier asks who may do it now.
        services.AddSingleton<FileQueries>();
        services.AddSingleton<SetAvatarHandler>();
        services.AddSingleton<RemoveAvatarHandler>();

        services.AddReviews();
        services.AddOwners();
        services.AddOnboarding();
        services.AddRefunds();
        services.AddSettlement();
        services.AddDisputes();
        services.AddCommissions();
        services.AddReporting();
        services.AddExports();
        services.AddRecovery();
        return services;
    }

    private static void AddOrders(this IServiceCollection services)
    {
        services.AddSingleton<SandboxProvider>();
        services.AddSingleton<IPaymentProvider>(provider => provider.GetRequiredService<SandboxProvider>());
        services.AddSingleton<PlaceOrderHandler>();
        services.AddSingleton<OrderQueries>();
        services.AddSingleton<InvoiceQuery>();
        services.AddSingleton<TopUpQueries>();
        services.AddSingleton<SettleOrderHandler>();
        services.AddSingleton<ReturnPaymentHandler>();
        services.AddSingleton<KeepUnmatchedPaymentHandler>();
        services.AddSingleton<ResolveUnmatchedPaymentHandler>();
        services.AddSingleton<UnmatchedPaymentQueries>();
        services.AddSingleton<ConversionQueries>();
        services.AddSingleton<BookProviderFeeHandler>();
        services.AddSingleton<ProviderEventQueries>();
        services.AddSingleton<FollowPaymentHandler>();
        services.AddSingleton<FollowProviderPaymentHandler>();
        services.AddSingleton<CancelOrderHandler>();
        services.AddSingleton<PaySandboxOrderHandler>();
        services.AddSingleton<ReconcileOrdersHandler>();
    }

    private static void AddOwners(this IServiceCollection services)
    {
        services.AddSingleton<DesignQueries>();
        services.AddSingleton<SaveDesignsHandler>();
        services.AddSingleton<AddDesignHandler>();
        services.AddSingleton<OwnStorefrontQuery>();
        services.AddSingleton<SaveServiceHandler>();
        services.AddSingleton<MoveServiceHandler>();
        services.AddSingleton<SaveLocationHandler>();
        services.AddSingleton<MoveLocationHandler>();
        services.AddSingleton<AddGalleryPictureHandler>();
        services.AddSingleton<DescribePictureHandler>();
        services.AddSingleton<MovePictureHandler>();
        services.AddSingleton<SetCoverHandler>();
        services.AddSingleton<CampaignQueries>();
        services.AddSingleton<CreateCampaignHandler>();
        services.AddSingleton<EditCampaignHandler>();
        services.AddSingleton<StopCampaignHandler>();
        services.AddSingleton<CheckBulkFileHandler>();
        services.AddSingleton<BulkRunner>();
        services.AddSingleton<StartBulkIssueHandler>();
        services.AddSingleton<StopBulkIssueHandler>();
        services.AddSingleton<BulkQueries>();
        services.AddSingleton<IExportList, BulkResultList>();
        services.AddSingleton<DraftCardBatchHandler>();
        services.AddSingleton<StartCardBatchHandler>();
        services.AddSingleton<StopCardBatchHandler>();
        services.AddSingleton<CardBatchQueries>();
    }

    private static void AddCardOperations(this IServiceCollection services)
    {
        services.AddSingleton<CardOperations>();
        services.AddSingleton<RedeemCardHandler>();
        services.AddSingleton<SaleOutcomeQuery>();
        services.AddSingleton<GiveUpSaleHandler>();
        services.AddSingleton<VoidRedemptionHandler>();
        services.AddSingleton<LoadCardHandler>();
        services.AddSingleton<AdjustBalanceHandler>();
        services.AddSingleton<ApproveAdjustmentHandler>();
        services.AddSingleton<DeclineAdjustmentHandler>();
        services.AddSingleton<ApprovalQueries>();
        services.AddSingleton<CardDeskQuery>();
        services.AddSingleton<LastSaleQuery>();
        services.AddSingleton<BlockCardHandler>();
        services.AddSingleton<UnblockCardHandler>();
        services.AddSingleton<CancelCardHandler>();
        services.AddSingleton<ExpireCardsHandler>();
        services.AddSingleton<ReinstateCardHandler>();
        services.AddSingleton<ExtendCardHandler>();
    }

    private static void AddHolds(this IServiceCollection services)
    {
        services.AddSingleton<PlaceHoldHandler>();
        services.AddSingleton<CaptureHoldHandler>();
        services.AddSingleton<ReleaseHoldHandler>();
        services.AddSingleton<ExpireHoldsHandler>();
        services.AddSingleton<HoldQueries>();
    }

    private static void AddTransfers(this IServiceCollection services)
    {
        services.AddSingleton<TransferCardHandler>();
        services.AddSingleton<ClaimTransferHandler>();
        services.AddSingleton<WithdrawTransferHandler>();
        services.AddSingleton<ExpireTransfersHandler>();
        services.AddSingleton<TransferQueries>();
    }

    private static void AddReviews(this IServiceCollection services)
    {
        services.AddSingleton<WriteReviewHandler>();
        services.AddSingleton<AnswerReviewHandler>();
        services.AddSingleton<ReportReviewHandler>();
        services.AddSingleton<ModerateReviewHandler>();
        services.AddSingleton<ReviewQueries>();
        services.AddSingleton<SetFavouriteHandler>();
        services.AddSingleton<FavouriteQueries>();
    }

    private static void AddRefunds(this IServiceCollection services)
    {
        services.AddSingleton<RefundRules>();
        services.AddSingleton<RefundCardHandler>();
        services.AddSingleton<SettleRefundHandler>();
        services.AddSingleton<PayKeptRefundHandler>();
        services.AddSingleton<RefundGoodwillHandler>();
        services.AddSingleton<ReconcileRefundsHandler>();
        services.AddSingleton<RefundQueries>();
        services.AddSingleton<IOutboxHandler, SendRefundHandler>();
    }
}
