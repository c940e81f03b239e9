using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;

namespace GiftCards.Core.Delivery;

/// <summary>Where a message of the outbox stands.</summary>
public enum OutboxState
{
    Pending,
    Done,

    /// <summary>Given up after the last try; waits for a person.</summary>
    Dead,
}

/// <summary>
/// Something that must happen after a commit, written in that same transaction: mail now, webhooks and points later.
/// Delivered at least once, in order within its <see cref="OrderingKey"/>. Holds ids only, never secrets.
/// </summary>
public sealed class OutboxMessage
{
    public required MerchantId MerchantId { get; init; }

    public required MessageId Id { get; init; }

    /// <summary>Which handler takes it, see <see cref="OutboxTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Messages with the same key leave one after another; usually the card's id.</summary>
    public required string OrderingKey { get; init; }

    /// <summary>The public id of the card, order or transaction it is about.</summary>
    public required string Subject { get; init; }

    public OutboxState State { get; set; } = OutboxState.Pending;

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Not before this instant; moved on after every failed try.</summary>
    public required DateTimeOffset DueAt { get; set; }

    public int Tries { get; set; }

    /// <summary>While this lies ahead, one node is working on it.</summary>
    public DateTimeOffset? ClaimedUntil { get; set; }

    /// <summary>Type and code of the last failure, without its text, which could hold an address.</summary>
    public string? LastFailure { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>A message to be written beside its cause; it leaves at <paramref name="dueAt"/>, or at once.</summary>
    public static OutboxMessage About(
        string type,
        MerchantId merchant,
        string subject,
        string orderingKey,
        DateTimeOffset now,
        DateTimeOffset? dueAt = null) => new()
        {
            MerchantId = merchant,
            Id = PublicId.New<MessageId>(now),
            Type = type,
            OrderingKey = orderingKey,
            Subject = subject,
            CreatedAt = now,
            DueAt = dueAt ?? now,
        };

    /// <summary>Tells the holder of an entry's card that it was used; nothing where nobody can be told.</summary>
    internal static IReadOnlyList<OutboxMessage> UseNotices(Card card, JournalEntry entry) =>
        card.OwnerId is null && card.RecipientEmail is null && card.PurchaserEmail is null ? [] : [UseNotice(entry)];

    /// <summary>Tells the holder of an entry's card that it was used.</summary>
    internal static OutboxMessage UseNotice(JournalEntry entry)
    {
        var used = entry.Transactions[0];
        return About(OutboxTypes.UseNotice, entry.MerchantId, used.Id.ToString(), used.CardId.ToString(), entry.At);
    }
}

/// <summary>The kinds of message in the outbox.</summary>
public static class OutboxTypes
{
    /// <summary>Receipt to the purchaser; the subject is an order.</summary>
    public const string PurchaseReceipt = "purchase_receipt";

    /// <summary>The gift to its recipient; the subject is a card.</summary>
    public const string GiftMail = "gift_mail";

    /// <summary>The gift once more, because somebody asked for it; the subject is a card.</summary>
    public const string GiftMailAgain = "gift_mail_again";

    /// <summary>A gift was opened, which its giver is told; the subject is a card.</summary>
    public const string GiftOpened = "gift_opened";

    /// <summary>A merchant answered a review, which its author is told; the subject is a review.</summary>
    public const string ReviewAnswered = "review_answered";

    /// <summary>Notice to the holder that a card was used; the subject is a transaction.</summary>
    public const string UseNotice = "use_notice";

    /// <summary>Notice to the holder that somebody else topped the card up; the subject is a transaction.</summary>
    public const string TopUpNotice = "top_up_notice";

    /// <summary>Notice to the payer that money of an order goes back that could not be carried out; its subject is the
    /// order.</summary>
    public const string PaymentReturned = "payment_returned";

    /// <summary>Reminder to the holder that a card's validity ends soon; the subject is a card.</summary>
    public const string ExpiryNotice = "expiry_notice";

    /// <summary>The invitation to accept what another passes on; the subject is a transfer.</summary>
    public const string TransferInvitation = "transfer_invitation";

    /// <summary>Notice to its sender that a transfer was accepted; the subject is a transfer.</summary>
    public const string TransferClaimed = "transfer_claimed";

    /// <summary>Notice to its sender that nobody accepted a transfer in time; the subject is a transfer.</summary>
    public const string TransferReturned = "transfer_returned";

    /// <summary>The provider is to be asked for a refund, which is the subject.</summary>
    public const string Refund = "refund";

    /// <summary>Notice to the payer that money went back; the subject is a refund.</summary>
    public const string RefundNotice = "refund_notice";

    /// <summary>The next rows of a list of cards are to be issued; the subject is the list.</summary>
    public const string BulkIssue = "bulk_issue";

    /// <summary>The next cards of a batch are to be dealt with; the subject is the batch.</summary>
    public const string CardBatch = "card_batch";

    /// <summary>
    /// A buyer's bank took back what was paid for an order; the subject is the dispute. Told to the merchant.
    /// </summary>
    public const string OrderDisputed = "order.disputed";

    /// <summary>How a dispute ended, which is the subject.</summary>
    public const string DisputeClosed = "dispute_closed";

    /// <summary>Tells a business's owners what was decided about it; the subject is a decision.</summary>
    public const string BusinessNotice = "business_notice";

    /// <summary>Tells a business's owners that a payout is on its way; the subject is a payout.</summary>
    public const string PayoutCreated = "payout.created";

    /// <summary>Tells them that it arrived; the subject is a payout.</summary>
    public const string PayoutPaid = "payout.paid";

    /// <summary>Tells them that it did not arrive, or came back; the subject is a payout.</summary>
    public const string PayoutFailed = "payout.failed";

    /// <summary>Tells them that a part of it came back; the subject is a payout.</summary>
    public const string PayoutPartlyBack = "payout.partly_back";

    /// <summary>
    /// Tells them that the account they are paid to was changed or looked at; the subject is a bank account.
    /// </summary>
    public const string BankAccountNotice = "bank_account_notice";

    /// <summary>
    /// Tells them that their account at Stripe was closed, or that their bank refused it; the subject is the business.
    /// </summary>
    public const string ConnectNotice = "connect_notice";

    /// <summary>The link that confirms an address; the subject is a user.</summary>
    public const string ConfirmEmail = "confirm_email";

    /// <summary>Notice that somebody signed up with an address that has an account; the subject is a user.</summary>
    public const string AccountExists = "account_exists";

    /// <summary>The link that lets a person choose a password; the subject is a user.</summary>
    public const string ResetPassword = "reset_password";

    /// <summary>The invitation to a merchant's team; the subject is an invitation.</summary>
    public const string TeamInvitation = "team_invitation";

    /// <summary>Tells a merchant's owners that somebody joined the team, who is the subject.</summary>
    public const string TeamJoined = "team_joined";

    /// <summary>Notice of a sign-in from somewhere new; the subject is a session.</summary>
    public const string SignInNotice = "sign_in_notice";

    /// <summary>Notice that a password was changed; the subject is a user.</summary>
    public const string PasswordChanged = "password_changed";

    /// <summary>Notice that an authenticator app was set up; the subject is a user.</summary>
    public const string SecondFactorOn = "second_factor_on";

    /// <summary>Notice that the authenticator app was removed; the subject is a user.</summary>
    public const string SecondFactorOff = "second_factor_off";

    /// <summary>Notice that a passkey was added; the subject is a user.</summary>
    public const string PasskeyAdded = "passkey_added";

    /// <summary>Mail about somebody's account, which has nothing to do with cards or money.</summary>
    public static readonly IReadOnlyList<string> AboutAccounts =
    [
        ConfirmEmail, AccountExists, ResetPassword, SignInNotice, PasswordChanged, SecondFactorOn, SecondFactorOff,
        PasskeyAdded, TeamInvitation, TeamJoined,
    ];
}
