using GiftCards.Core.Access;
using GiftCards.Core.Analytics;
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
using GiftCards.Core.Jobs;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Notifications;
using GiftCards.Core.Onboarding;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments;
using GiftCards.Core.Payments.Sandbox;
using GiftCards.Core.Persistence.Configurations;
using GiftCards.Core.Persistence.Conventions;
using GiftCards.Core.Persistence.Postgres;
using GiftCards.Core.Recovery;
using GiftCards.Core.Refunds;
using GiftCards.Core.Reviews;
using GiftCards.Core.Settlement;
using GiftCards.Core.Transfers;
using GiftCards.Core.Verification;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Persistence;

/// <summary>
/// The one model on both databases. Open it through <see cref="GiftCardsDatabase"/>, one context for one operation.
/// What belongs to a merchant is seen only by that merchant, unless the context was opened across merchants.
/// </summary>
public abstract class GiftCardsDbContext(DbContextOptions options, Protector protector)
    : IdentityUserContext<User, Guid>(options)
{
    /// <summary>The merchant whose rows this context shows.</summary>
    public MerchantId VisibleMerchant { get; internal set; }

    /// <summary>Whether the rows of all merchants are shown.</summary>
    public bool SeesAllMerchants { get; internal set; }

    /// <summary>What PostgreSQL is told about this context's session; null where it is not confined.</summary>
    internal Confinement? Confinement { get; set; }

    /// <summary>What merchants are called; shared by all contexts.</summary>
    internal MerchantNames MerchantNames { get; set; } = new();

    /// <summary>The queries of the money paths; shared by all contexts.</summary>
    internal CardReads CardReads { get; set; } = null!; // Set by GiftCardsDatabase, as all use cases open it.

    /// <summary>
    /// The card that this operation looked at last. What never changes about it is told from here, instead of being
    /// read a second time.
    /// </summary>
    internal Card? CardInHand { get; set; }

    public DbSet<Merchant> Merchants => Set<Merchant>();

    public DbSet<MerchantService> MerchantServices => Set<MerchantService>();

    public DbSet<MerchantLocation> MerchantLocations => Set<MerchantLocation>();

    public DbSet<GalleryPicture> GalleryPictures => Set<GalleryPicture>();

    public DbSet<CatalogueWord> CatalogueWords => Set<CatalogueWord>();

    public DbSet<CataloguePiece> CataloguePieces => Set<CataloguePiece>();

    public DbSet<Review> Reviews => Set<Review>();

    public DbSet<ReviewReport> ReviewReports => Set<ReviewReport>();

    public DbSet<Favourite> Favourites => Set<Favourite>();

    public DbSet<GiftCardSettings> GiftCardSettings => Set<GiftCardSettings>();

    public DbSet<Card> Cards => Set<Card>();

    public DbSet<Hold> Holds => Set<Hold>();

    public DbSet<Transfer> Transfers => Set<Transfer>();

    public DbSet<Approval> Approvals => Set<Approval>();

    public DbSet<JournalEntry> JournalEntries => Set<JournalEntry>();

    public DbSet<Posting> Postings => Set<Posting>();

    public DbSet<CardTransaction> CardTransactions => Set<CardTransaction>();

    public DbSet<ListExport> ListExports => Set<ListExport>();

    public DbSet<DailyFigure> DailyFigures => Set<DailyFigure>();

    public DbSet<FigureMark> FigureMarks => Set<FigureMark>();

    public DbSet<DailyClose> DailyCloses => Set<DailyClose>();

    public DbSet<DailyCloseTotal> DailyCloseTotals => Set<DailyCloseTotal>();

    public DbSet<LedgerCheck> LedgerChecks => Set<LedgerCheck>();

    public DbSet<Restoration> Restorations => Set<Restoration>();

    public DbSet<RestorationFinding> RestorationFindings => Set<RestorationFinding>();

    public DbSet<IdempotencyRecord> IdempotencyRecords => Set<IdempotencyRecord>();

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<OrderItem> OrderItems => Set<OrderItem>();

    public DbSet<Sale> Sales => Set<Sale>();

    public DbSet<Campaign> Campaigns => Set<Campaign>();

    public DbSet<MailWording> MailWordings => Set<MailWording>();

    public DbSet<BulkIssue> BulkIssues => Set<BulkIssue>();

    public DbSet<BulkRow> BulkRows => Set<BulkRow>();

    public DbSet<CardBatch> CardBatches => Set<CardBatch>();

    public DbSet<CardBatchRow> CardBatchRows => Set<CardBatchRow>();

    public DbSet<UnmatchedPayment> UnmatchedPayments => Set<UnmatchedPayment>();

    public DbSet<BookedFee> BookedFees => Set<BookedFee>();

    public DbSet<ProviderEvent> ProviderEvents => Set<ProviderEvent>();

    public DbSet<CommissionDefault> CommissionDefaults => Set<CommissionDefault>();

    public DbSet<CommissionRule> CommissionRules => Set<CommissionRule>();

    public DbSet<RedemptionCommission> RedemptionCommissions => Set<RedemptionCommission>();

    public DbSet<Refund> Refunds => Set<Refund>();

    public DbSet<BankAccount> BankAccounts => Set<BankAccount>();

    public DbSet<PayoutPlan> PayoutPlans => Set<PayoutPlan>();

    public DbSet<Payout> Payouts => Set<Payout>();

    public DbSet<PayoutEntry> PayoutEntries => Set<PayoutEntry>();

    public DbSet<BankFile> BankFiles => Set<BankFile>();

    public DbSet<ConnectAccount> ConnectAccounts => Set<ConnectAccount>();

    public DbSet<PaymentCustomer> PaymentCustomers => Set<PaymentCustomer>();

    public DbSet<Dispute> Disputes => Set<Dispute>();

    public DbSet<DisputedCharge> DisputedCharges => Set<DisputedCharge>();

    public DbSet<DisputedCard> DisputedCards => Set<DisputedCard>();

    public DbSet<SandboxPayment> SandboxPayments => Set<SandboxPayment>();

    public DbSet<SandboxRefund> SandboxRefunds => Set<SandboxRefund>();

    public DbSet<SandboxDispute> SandboxDisputes => Set<SandboxDispute>();

    public DbSet<OutboxMessage> Outbox => Set<OutboxMessage>();

    public DbSet<GiftOpening> GiftOpenings => Set<GiftOpening>();

    public DbSet<Notification> Notifications => Set<Notification>();

    public DbSet<NotificationStop> NotificationStops => Set<NotificationStop>();

    public DbSet<MailboxMessage> Mailbox => Set<MailboxMessage>();

    public DbSet<MailboxAttachment> MailboxAttachments => Set<MailboxAttachment>();

    public DbSet<StaffMember> Staff => Set<StaffMember>();

    public DbSet<RoleGrant> RoleGrants => Set<RoleGrant>();

    public DbSet<Invitation> Invitations => Set<Invitation>();

    public DbSet<Administrator> Administrators => Set<Administrator>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<ApiKeyDay> ApiKeyDays => Set<ApiKeyDay>();

    public DbSet<SupportView> SupportViews => Set<SupportView>();

    public DbSet<JobRun> JobRuns => Set<JobRun>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    public DbSet<AuditSeal> AuditSeals => Set<AuditSeal>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<Authenticator> Authenticators => Set<Authenticator>();

    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();

    public DbSet<RefreshToken> RefreshTokens => Set<RefreshToken>();

    public DbSet<AttemptCount> AttemptCounts => Set<AttemptCount>();

    public DbSet<StoredFile> Files => Set<StoredFile>();

    public DbSet<StoredContent> FileContents => Set<StoredContent>();

    public DbSet<BusinessOnboarding> Onboardings => Set<BusinessOnboarding>();

    public DbSet<WebhookEndpoint> WebhookEndpoints => Set<WebhookEndpoint>();

    public DbSet<BusinessRecord> BusinessRecords => Set<BusinessRecord>();

    public DbSet<VerificationCheck> VerificationChecks => Set<VerificationCheck>();

    public DbSet<MerchantDecision> MerchantDecisions => Set<MerchantDecision>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>
    /// Tells models with different protecting keys apart; the keys are part of the column converters.
    /// </summary>
    internal string ProtectorFingerprint => protector.Fingerprint;

    /// <summary>An instant as this database's raw SQL takes it.</summary>
    internal abstract object ToColumn(DateTimeOffset instant);

    /// <summary>An instant as this database's raw SQL gives it.</summary>
    internal abstract DateTimeOffset FromColumn(object value);

    /// <summary>
    /// Within a transaction: waits until every transaction that has written to the journal has ended, and lets no other
    /// write to it until this one has ended too.
    /// </summary>
    internal abstract Task HoldJournalAsync(CancellationToken cancellationToken);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        DomainTypes.Configure(configurationBuilder);
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(
            typeof(GiftCardsDbContext).Assembly,
            type => type.Namespace?.StartsWith(typeof(CardConfiguration).Namespace!, StringComparison.Ordinal) == true);
        EncryptedColumns.Apply(builder, protector);
        MerchantFilter.Apply(builder, this);
        SnakeCaseNames.Apply(builder);
    }
}

/// <summary>A key of ASP.NET's data protection, shared by all nodes.</summary>
public sealed class DataProtectionKey
{
    public int Id { get; init; }

    public required string FriendlyName { get; init; }

    public required string Xml { get; init; }
}
