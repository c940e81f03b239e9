namespace GiftCards.Core.Audit;

/// <summary>
/// What the audit trail knows to tell. The codes are stable: they stand in rows that never change. Each has a text in
/// <c>AuditText</c>.
/// </summary>
public static class AuditActions
{
    public const string CardAdjusted = "card.adjusted";
    public const string CardRefunded = "card.refunded";
    public const string CardVoided = "card.redemption_voided";
    public const string CardCancelled = "card.cancelled";
    public const string CardBlocked = "card.blocked";
    public const string CardUnblocked = "card.unblocked";
    public const string CardReinstated = "card.reinstated";
    public const string CardExtended = "card.extended";
    public const string BulkIssueStarted = "card.bulk_issue_started";
    public const string BatchStarted = "card.batch_started";
    public const string CardLoaded = "card.loaded";

    public const string RefundPaidByHand = "refund.paid_by_hand";

    public const string PaymentResolved = "payment.resolved";
    public const string GoodwillRefunded = "refund.goodwill";

    public const string CommissionRateChanged = "commission.rate_changed";
    public const string CommissionRuleAdded = "commission.rule_added";
    public const string CommissionRuleChanged = "commission.rule_changed";
    public const string CommissionRuleEnded = "commission.rule_ended";
    public const string CommissionRulesReordered = "commission.rules_reordered";

    public const string DisputeDecided = "dispute.decided_in_sandbox";

    public const string AdjustmentRequested = "adjustment.requested";
    public const string AdjustmentApproved = "adjustment.approved";
    public const string AdjustmentDeclined = "adjustment.declined";

    public const string SettingsChanged = "settings.changed";
    public const string DesignsChanged = "settings.designs_changed";
    public const string ServicesChanged = "settings.services_changed";
    public const string LocationsChanged = "settings.locations_changed";
    public const string GalleryChanged = "settings.gallery_changed";
    public const string MailWordingChanged = "settings.mail_wording_changed";
    public const string CampaignCreated = "campaign.created";
    public const string CampaignChanged = "campaign.changed";
    public const string CampaignStopped = "campaign.stopped";
    public const string AdjustmentLimitChanged = "settings.adjustment_limit_changed";
    public const string PlatformSettingsChanged = "platform.settings_changed";

    public const string BankAccountChanged = "payout.account_changed";
    public const string BankAccountVerified = "payout.account_verified";
    public const string BankAccountRefused = "payout.account_refused";
    public const string DepositsSent = "payout.deposits_sent";
    public const string DepositsReturned = "payout.deposits_returned";
    public const string PayoutPlanChanged = "payout.plan_changed";
    public const string PayoutRequested = "payout.requested";
    public const string PayoutRetried = "payout.retried";
    public const string PayoutPaid = "payout.paid";
    public const string PayoutFailed = "payout.failed";
    public const string PayoutReturned = "payout.returned";
    public const string BankFileMade = "payout.file_made";
    public const string BankFileTaken = "payout.file_taken";
    public const string PayoutsRun = "payout.run";
    public const string ConnectBegun = "payout.connect_begun";
    public const string ConnectEnded = "payout.connect_ended";

    public const string ApiKeyCreated = "api_key.created";
    public const string ApiKeyRotated = "api_key.rotated";
    public const string ApiKeyRevoked = "api_key.revoked";

    public const string MemberInvited = "team.invited";
    public const string InvitationRevoked = "team.invitation_revoked";
    public const string InvitationSentAgain = "team.invited_again";
    public const string MemberJoined = "team.joined";
    public const string RoleChanged = "team.role_changed";
    public const string MemberRemoved = "team.removed";
    public const string HandedOver = "team.handed_over";
    public const string LimitsChanged = "team.limits_changed";
    public const string RightsChanged = "team.permissions_changed";

    public const string BusinessRegistered = "business.registered";
    public const string BusinessChanged = "business.changed";
    public const string BusinessApproved = "business.approved";
    public const string BusinessApprovedByRules = "business.approved_by_rules";
    public const string BusinessOverridden = "business.overridden";
    public const string BusinessQueued = "business.queued";
    public const string BusinessMoreAsked = "business.more_asked";
    public const string BusinessTakenBack = "business.approval_taken_back";
    public const string BusinessRejected = "business.rejected";
    public const string BusinessSuspended = "business.suspended";
    public const string BusinessReactivated = "business.reactivated";
    public const string BusinessFeatured = "business.featured";

    public const string ReviewHidden = "review.hidden";
    public const string ReviewShown = "review.shown_again";
    public const string ReviewKept = "review.kept";

    public const string AdministratorCreated = "admin.created";
    public const string AdministratorChanged = "admin.permissions_changed";
    public const string AdministratorRemoved = "admin.removed";

    public const string SignInsFailed = "user.sign_ins_failed";
    public const string UserDisabled = "user.disabled";
    public const string UserEnabled = "user.enabled";
    public const string SessionsEnded = "user.sessions_ended";
    public const string ConfirmationResent = "user.confirmation_resent";
    public const string PasswordChanged = "user.password_changed";
    public const string SecondFactorOn = "user.second_factor_on";
    public const string SecondFactorOff = "user.second_factor_off";
    public const string PasskeyAdded = "user.passkey_added";
    public const string PasskeyRemoved = "user.passkey_removed";
    public const string OwnDataTaken = "user.own_data_taken";
    public const string AccountClosed = "user.account_closed";

    public const string ViewBegan = "support.view_began";
    public const string ViewEnded = "support.view_ended";

    public const string Exported = "data.exported";
    public const string RestoreAccepted = "database.restore_accepted";
    public const string JobStarted = "job.started";
    public const string MessageRetried = "outbox.retried";

    /// <summary>Every one of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. typeof(AuditActions).GetFields()
            .Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!),
    ];
}
