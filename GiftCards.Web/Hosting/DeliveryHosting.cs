using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Certificates;
using GiftCards.Core.Delivery.Mail;

namespace GiftCards.Web.Hosting;

/// <summary>Mail, certificates and the loop that sends what the outbox holds, from the settings.</summary>
internal static class DeliveryHosting
{
    public static void AddGiftCardsDelivery(
        this IServiceCollection services, IConfiguration configuration, Uri publicUrl)
    {
        services.RegisterDelivery(new DeliveryOptions(
            new MailOptions(publicUrl.ToString().TrimEnd('/')),
            new CertificateOptions(configuration["Pdf:Font"]),
            configuration["Mail:Mode"] == "Smtp" ? ReadSmtp(configuration.GetSection("Mail:Smtp")) : null));
        services.AddHostedService<OutboxWorker>();
    }

    private static SmtpOptions ReadSmtp(IConfigurationSection smtp) => new(
        smtp["Host"] ?? "",
        smtp.GetValue("Port", SmtpOptions.SubmissionPort),
        smtp["User"] ?? "",
        smtp["Password"] ?? "",
        smtp["From"] ?? "");
}
