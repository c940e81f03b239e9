using GiftCards.Core.Bulk;
using GiftCards.Core.Delivery.Certificates;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Notifications;
using GiftCards.Core.Settlement;
using Microsoft.Extensions.DependencyInjection;

namespace GiftCards.Core.Delivery;

/// <summary>How mail leaves and certificates are made.</summary>
/// <param name="Mail">What every mail says about the platform.</param>
/// <param name="Certificate">How certificates are made.</param>
/// <param name="Smtp">The mail server; null keeps mail in the database's mailbox instead.</param>
public sealed record DeliveryOptions(MailOptions Mail, CertificateOptions Certificate, SmtpOptions? Smtp);

/// <summary>
/// Registers what brings cards to people. The host adds the loop that drives <see cref="OutboxDispatcher"/>.
/// </summary>
public static class DeliveryRegistration
{
    public static IServiceCollection RegisterDelivery(this IServiceCollection services, DeliveryOptions options)
    {
        services.AddSingleton(options.Mail);
        services.AddSingleton(options.Certificate);
        services.AddSingleton<CertificateRenderer>();
        services.AddSingleton<CardCertificates>();
        services.AddSingleton<GiftQueries>();
        services.AddSingleton<AddGiftToWalletHandler>();
        services.AddSingleton<MailboxQueries>();
        if (options.Smtp is { } smtp)
        {
            services.AddSingleton<IMailSender>(new SmtpMailSender(smtp));
        }
        else
        {
            services.AddSingleton<IMailSender, MailboxMailSender>();
        }

        services.AddSingleton<IOutboxHandler, PurchaseReceiptHandler>();
        services.AddSingleton<GiftMailHandler>();
        services.AddSingleton<IOutboxHandler>(provider => provider.GetRequiredService<GiftMailHandler>());
        services.AddSingleton<IOutboxHandler, GiftMailAgainHandler>();
        services.AddSingleton<IOutboxHandler, UseNoticeHandler>();
        services.AddSingleton<IOutboxHandler, TopUpNoticeHandler>();
        services.AddSingleton<IOutboxHandler, PaymentReturnedHandler>();
        services.AddSingleton<IOutboxHandler, ExpiryNoticeHandler>();
        services.AddSingleton<NotifyExpiringCardsHandler>();
        services.AddSingleton<ResendGiftHandler>();
        services.AddSingleton<SentGiftQueries>();
        services.AddSingleton<ChangeGiftDayHandler>();
        services.AddSingleton<TakeGiftBackHandler>();
        services.AddSingleton<NoteGiftOpenedHandler>();
        services.AddSingleton<IOutboxHandler, GiftOpenedHandler>();
        services.AddSingleton<IOutboxHandler, Reviews.ReviewAnsweredHandler>();
        services.AddNotifications();
        services.AddSingleton<MailSaleReceiptHandler>();
        services.AddSingleton<SaveMailWordingHandler>();
        services.AddSingleton<MailWordingQueries>();
        services.AddSingleton<IOutboxHandler, RefundNoticeHandler>();
        services.AddSingleton<IOutboxHandler, BulkIssueHandler>();
        services.AddSingleton<IOutboxHandler, CardBatchHandler>();
        services.AddSingleton<IOutboxHandler, BusinessNoticeHandler>();
        services.AddPayoutMails();
        foreach (var type in DisputeNoticeHandler.Types)
        {
            services.AddSingleton<IOutboxHandler>(
                provider => ActivatorUtilities.CreateInstance<DisputeNoticeHandler>(provider, type));
        }

        foreach (var type in TransferMailHandler.Types)
        {
            services.AddSingleton<IOutboxHandler>(
                provider => ActivatorUtilities.CreateInstance<TransferMailHandler>(provider, type));
        }

        services.AddSingleton<OutboxDispatcher>();
        return services;
    }
}
