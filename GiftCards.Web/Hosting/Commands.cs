using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;

namespace GiftCards.Web.Hosting;

/// <summary>What the executable does besides serving. Each command ends the process with 0 when all is well.</summary>
internal static class Commands
{
    private const string Help =
        """
        GiftCards: a gift card and loyalty platform.

        dotnet run --project GiftCards.Web                       serve
        dotnet run --project GiftCards.Web -- migrate            bring the database up to this version
        dotnet run --project GiftCards.Web -- verify-ledger      prove the books; exits with 1 on a breach
        dotnet run --project GiftCards.Web -- create-admin EMAIL make an administrator, who gets a link to set a password
        dotnet run --project GiftCards.Web -- seed-demo          make the demo world
        dotnet run --project GiftCards.Web -- --help             this text
        """;

    /// <summary>The command among the arguments; null to serve. Settings such as <c>--urls</c> are not commands.</summary>
    public static string? Find(string[] args) => args is [var first, ..] && (first is "--help" or "-h" || !first.StartsWith('-')) ? first : null;

    public static async Task<int> RunAsync(WebApplication app, string command, string[] args, CancellationToken cancellationToken)
    {
        switch (command)
        {
            case "--help" or "-h":
                Console.WriteLine(Help);
                return 0;
            case "migrate":
                await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(cancellationToken);
                Console.WriteLine("The database is up to date.");
                return 0;
            case "verify-ledger":
                return await VerifyAsync(app, cancellationToken);
            case "seed-demo":
                await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(cancellationToken);
                await app.SeedDemoAsync(cancellationToken);
                Console.WriteLine("The demo world is there.");
                return 0;
            default:
                await Console.Error.WriteLineAsync($"There is no command '{command}'.{Environment.NewLine}{Help}");
                return 2;
        }
    }

    private static async Task<int> VerifyAsync(WebApplication app, CancellationToken cancellationToken)
    {
        var findings = await app.Services.GetRequiredService<Invariants>().CheckAsync(cancellationToken);
        foreach (var finding in findings)
        {
            var verdict = finding.Holds ? "holds " : "BROKEN";
            Console.WriteLine($"{verdict}  {finding.Name,-20} {finding.Checked,10} checked {finding.Breaches,8} breaches   {finding.Statement}");
        }

        return findings.All(finding => finding.Holds) ? 0 : 1;
    }
}
