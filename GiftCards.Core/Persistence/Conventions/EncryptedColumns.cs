using GiftCards.Core.Access;
using GiftCards.Core.Bulk;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Exports;
using GiftCards.Core.Files;
using GiftCards.Core.Merchants;
using GiftCards.Core.Notifications;
using GiftCards.Core.Onboarding;
using GiftCards.Core.Orders;
using GiftCards.Core.Settlement;
using GiftCards.Core.Transfers;
using GiftCards.Core.Verification;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace GiftCards.Core.Persistence.Conventions;

/// <summary>
/// What says who a person is, or what they wrote, is encrypted in the database and plain in memory. The place (table
/// and column) is authenticated with it. Look-ups go through keyed hashes in columns of their own.
/// </summary>
internal static class EncryptedColumns
{
    private static readonly (Type Entity, string[] Properties)[] Columns =
    [
        (typeof(User), [nameof(User.Email), nameof(User.UserName), nameof(User.PhoneNumber), nameof(User.DisplayName)]),
        (typeof(Session), [nameof(Session.Address), nameof(Session.UserAgent)]),
        (typeof(Authenticator), [nameof(Authenticator.Secret)]),
        (typeof(Invitation), [nameof(Invitation.Email)]),
        (typeof(Notification), [nameof(Notification.Who)]),
        (typeof(Order), [nameof(Order.PurchaserName), nameof(Order.PurchaserEmail), nameof(Order.PurchaserPhone)]),
        (
            typeof(OrderItem),
            [nameof(OrderItem.RecipientName), nameof(OrderItem.RecipientEmail), nameof(OrderItem.Message)]),
        (
            typeof(Card),
            [
                nameof(Card.PurchaserName),
                nameof(Card.PurchaserEmail),
                nameof(Card.RecipientName),
                nameof(Card.RecipientEmail),
                nameof(Card.GiverName),
                nameof(Card.Message),
            ]),
        (
            typeof(Transfer),
            [nameof(Transfer.SenderName), nameof(Transfer.ToEmail), nameof(Transfer.Message)]),
        (typeof(BulkRow), [nameof(BulkRow.RecipientName), nameof(BulkRow.RecipientEmail), nameof(BulkRow.Message)]),
        (typeof(StoredFile), [nameof(StoredFile.Name)]),
        (typeof(ListExport), [nameof(ListExport.Filters)]),
        (typeof(Merchant), [nameof(Merchant.ContactName)]),
        (typeof(WebhookEndpoint), [nameof(WebhookEndpoint.Secret)]),
        (
            typeof(BankAccount),
            [
                nameof(BankAccount.Holder),
                nameof(BankAccount.Number),
                nameof(BankAccount.BankCode),
                nameof(BankAccount.Bic),
                nameof(BankAccount.Deposits),
            ]),
        (typeof(BankFile), [nameof(BankFile.Content)]),
        (
            typeof(BusinessRecord),
            [
                nameof(BusinessRecord.LegalName),
                nameof(BusinessRecord.TaxId),
                nameof(BusinessRecord.RegistrationNumber),
            ]),
        (
            typeof(MailboxMessage),
            [
                nameof(MailboxMessage.To),
                nameof(MailboxMessage.Subject),
                nameof(MailboxMessage.Html),
                nameof(MailboxMessage.Text),
            ]),
    ];

    public static void Apply(ModelBuilder builder, Protector protector)
    {
        foreach (var (entity, properties) in Columns)
        {
            foreach (var property in properties)
            {
                builder.Entity(entity).Property(property)
                    .HasConversion(new EncryptedText(protector, $"{entity.Name}.{property}"));
            }
        }
    }

    private sealed class EncryptedText(Protector protector, string context)
        : ValueConverter<string, string>(
            plain => protector.Encrypt(plain, context), cipher => protector.Decrypt(cipher, context));
}

/// <summary>The model holds converters with keys in them, so contexts with other keys need another model.</summary>
internal sealed class ProtectedModelCacheKeyFactory : IModelCacheKeyFactory
{
    public object Create(DbContext context, bool designTime) =>
        (context.GetType(), (context as GiftCardsDbContext)?.ProtectorFingerprint, designTime);
}
