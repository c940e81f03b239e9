using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Persistence;
using GiftCards.Core.Recovery;

namespace GiftCards.Web.Hosting;

/// <summary>What the executable does besides serving. Each command ends the process with 0 when all is well.</summary>
internal static partial class Commands
{
    public const string HelpName = "--help";

    private const string Help =
        """
        GiftCards: a gift card and loyalty platform.

        dotnet run --project GiftCards.Web                       serve
        dotnet run --project GiftCards.Web -- migrate            bring the database up to this version
        dotnet run --project GiftCards.Web -- verify-ledger      prove the books; exits with 1 on a breach
                                     verify-ledger --days N      reads only the last N closed days again
        dotnet run --project GiftCards.Web -- backup FILE        copy the database while it is in use
        dotnet run --project GiftCards.Web -- restore FILE       put a copy back into an empty database
                                     restore FILE --replace      or in place of the one that is there
        dotnet run --project GiftCards.Web -- reconcile          after a restore: ask what was paid since
        dotnet run --project GiftCards.Web -- accept-restore     after that: let money move again
        dotnet run --project GiftCards.Web -- create-admin EMAIL make an administrator, who is mailed a link
        dotnet run --project GiftCards.Web -- seed-demo          make the demo world
        dotnet run --project GiftCards.Web -- --help             this text
        """;

    /// <summary>
    /// The command among the arguments; null to serve. Settings such as <c>--urls</c> are not commands.
    /// </summary>
    public static string? Find(string[] args) => args switch
    {
        ["--help" or "-h" or "help", ..] => HelpName,
        [var first, ..] when !first.StartsWith('-') => first,
        _ => null,
    };

    public static void ShowHelp() => Console.WriteLine(Help);

    public static async Task<int> RunAsync(
        WebApplication app, string command, string[] args, CancellationToken cancellationToken)
    {
        try
        {
            return await DoAsync(app, command, args, cancellationToken);
        }
        catch (RecoveryException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
    }

    private static async Task<int> DoAsync(
        WebApplication app, string command, string[] args, CancellationToken cancellationToken)
    {
        switch (command)
        {
            case "migrate":
                await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(cancellationToken);
                Console.WriteLine("The database is up to date.");
                return 0;
            case "verify-ledger":
                return await VerifyAsync(app, args, cancellationToken);
            case "backup":
                return await BackupAsync(app, args, cancellationToken);
            case "restore":
                return await RestoreAsync(app, args, cancellationToken);
            case "reconcile":
                return await ReconcileAsync(app, cancellationToken);
            case "accept-restore":
                return await AcceptRestoreAsync(app, cancellationToken);
            case "create-admin":
                return await CreateAdministratorAsync(app, args, cancellationToken);
            case "seed-demo":
                await PrepareDatabaseAsync(app, cancellationToken);
                await app.SeedDemoAsync(cancellationToken);
                Console.WriteLine("The demo world is there.");
                return 0;
            default:
                await Console.Error.WriteLineAsync($"There is no command '{command}'.{Environment.NewLine}{Help}");
                return 2;
        }
    }

    // What is written is dated, so the time is the database's here too.
    private static async Task PrepareDatabaseAsync(WebApplication app, CancellationToken cancellationToken)
    {
        await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(cancellationToken);
        await app.Services.GetRequiredService<ClockKeeper>().MeasureAsync(cancellationToken);
    }

    private static async Task<int> CreateAdministratorAsync(
        WebApplication app, string[] args, CancellationToken cancellationToken)
    {
        await PrepareDatabaseAsync(app, cancellationToken);
        await using var scope = app.Services.CreateAsyncScope();
        var made = await scope.ServiceProvider.GetRequiredService<CreateAdministratorHandler>()
            .HandleAsync(new Actor.System("create-admin"), new CreateAdministrator(args.ElementAtOrDefault(1)
                ?? ""), cancellationToken);
        if (!made.IsOk)
        {
            await Console.Error.WriteLineAsync(
                "create-admin needs one e-mail address: create-admin somebody@example.com");
            return 2;
        }

        await app.Services.GetRequiredService<OutboxDispatcher>().DispatchDueAsync(cancellationToken);
        Console.WriteLine("The administrator is there; a link to choose a password is in their mail.");
        return 0;
    }
}
