using Microsoft.Extensions.DependencyInjection;

namespace GiftCards.Core.Notifications;

/// <summary>Registers what people are told, and how they say what they want to hear of.</summary>
internal static class NotificationRegistration
{
    public static void AddNotifications(this IServiceCollection services)
    {
        services.AddSingleton<MailChoices>();
        services.AddSingleton<MailChoiceQueries>();
        services.AddSingleton<StopMailHandler>();
        services.AddSingleton<ResumeMailHandler>();
        services.AddSingleton<NotificationWriter>();
        services.AddSingleton<NotificationQueries>();
        services.AddSingleton<ReadNotificationsHandler>();
        services.AddSingleton<NotificationChoiceQueries>();
        services.AddSingleton<SaveNotificationChoicesHandler>();
    }
}
