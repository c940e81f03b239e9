using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Demo;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Web.Hosting;

/// <summary>
/// What is done before the first request: the database is brought up to date, the clock set by it, and the demo world
/// made.
/// </summary>
internal static partial class StartUp
{
    public static async Task PrepareAsync(this WebApplication app, CancellationToken cancellationToken)
    {
        var settings = app.Services.GetRequiredService<StartupSettings>();
        await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(cancellationToken);
        await app.Services.GetRequiredService<ClockKeeper>().MeasureAsync(cancellationToken);
        if (settings.DemoEnabled)
        {
            await app.SeedDemoAsync(cancellationToken);
        }

        await app.MakeFirstAdministratorAsync(cancellationToken);
    }

    // Public sign-up never makes an administrator, so the first one is named in the settings or by a command.
    private static async Task MakeFirstAdministratorAsync(this WebApplication app, CancellationToken cancellationToken)
    {
        if (app.Configuration["Admin:FirstEmail"] is not { Length: > 0 } email)
        {
            return;
        }

        await using var scope = app.Services.CreateAsyncScope();
        // People belong to no merchant.
        await using var context = app.Services.GetRequiredService<GiftCardsDatabase>().OpenAcrossMerchants();
        if (await context.Administrators.AnyAsync(cancellationToken))
        {
            return;
        }

        var made = await scope.ServiceProvider.GetRequiredService<CreateAdministratorHandler>()
            .HandleAsync(new Actor.System("first-administrator"), new CreateAdministrator(email), cancellationToken);
        if (!made.IsOk)
        {
            throw new SettingsException(["Admin:FirstEmail must be one e-mail address."]);
        }
    }

    public static async Task SeedDemoAsync(this WebApplication app, CancellationToken cancellationToken)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var made = await ActivatorUtilities.CreateInstance<DemoWorld>(scope.ServiceProvider)
            .SeedAsync(cancellationToken);
        if (made)
        {
            await app.Services.GetRequiredService<RefreshCatalogueHandler>().HandleAsync(cancellationToken);
            LogDemo(app.Logger);
        }
    }

    /// <summary>Tells a newcomer, once the server listens, where to look.</summary>
    public static void AnnounceWhenStarted(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<StartupSettings>();
        if (!app.Environment.IsDevelopment() || !settings.DemoEnabled)
        {
            return;
        }

        app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine(
            $"""

              GiftCards is ready:  {settings.PublicUrl}
              Mail that would leave: {settings.PublicUrl}dev/mailbox
              Demo accounts (password {DemoWorld.Password}):
                {string.Join($"{Environment.NewLine}    ", DemoWorld.Accounts)}

            """));
    }

    [LoggerMessage(LogLevel.Information, "The demo world was made")]
    private static partial void LogDemo(ILogger logger);
}
