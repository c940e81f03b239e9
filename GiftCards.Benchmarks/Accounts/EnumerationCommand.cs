using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using GiftCards.Core;
using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Certificates;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GiftCards.Benchmarks.Accounts;

/// <summary>
/// Measures whether the time of an answer tells which addresses have an account: the use cases behind sign-in, sign-up
/// and reset, tried in turn with known and unknown addresses. It fails when the medians of one lie 5 % apart or more.
/// </summary>
internal static class EnumerationCommand
{
    private const int WarmUps = 20;
    private const int Tries = 200;
    private const double Allowed = 0.05;
    private const string Password = "plum jam on toast";
    private static readonly byte[] Key = SHA256.HashData("benchmarks"u8);

    /// <summary>Measures all three, or the one that is named.</summary>
    public static async Task<int> RunAsync(string? only)
    {
        var folder = Directory.CreateTempSubdirectory("giftcards-enumeration");
        try
        {
            await using var services = Build(Path.Combine(folder.FullName, "measure.db"));
            await services.GetRequiredService<DatabaseMigrator>().MigrateAsync(CancellationToken.None);
            var known = Enumerable.Range(0, WarmUps + Tries).Select(i => $"known{i}@mail.example").ToList();
            foreach (var email in known)
            {
                await SignUpAsync(services, email);
            }

            Console.WriteLine($"{"",-10}{"known",12}{"unknown",12}{"gap",9}   medians of {Tries} tries each, in turn");
            (string Name, Func<string, Task> Try)[] all =
            [
                ("sign-in", email => SignInAsync(services, email)),
                ("sign-up", email => SignUpAsync(services, email)),
                ("reset", email => ResetAsync(services, email)),
            ];
            var isEven = true;
            foreach (var (name, tryAsync) in all.Where(one => only is null || one.Name == only))
            {
                isEven &= await CompareAsync(name, known, tryAsync);
            }

            return isEven ? 0 : 1;
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    private static ServiceProvider Build(string file) => new ServiceCollection()
        .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error))
        .Configure<IdentityOptions>(IdentityStore.Configure)
        .AddGiftCardsCore(
            new SecretKeys([new("b", Key)], [new("b", Key)], [new("b", Key)]), new CommissionPolicy(new Rate(50_000)))
        .AddGiftCardsDatabase(new DatabaseOptions(DatabaseProvider.Sqlite, $"Data Source={file}", $"Data Source={file}"))
        .AddGiftCardsAccess(new RateLimitOptions(1_000_000))
        .RegisterDelivery(new DeliveryOptions(
            new MailOptions("http://localhost:5080"), new CertificateOptions(null), null))
        .BuildServiceProvider();

    private static async Task<bool> CompareAsync(string name, List<string> known, Func<string, Task> tryAsync)
    {
        List<double> withAccount = [];
        List<double> without = [];
        for (var i = 0; i < known.Count; i++)
        {
            // Whichever goes first profits from the other, so they take turns at that too.
            var unknown = $"unknown-{name}-{i}@mail.example";
            var first = i % 2 == 0;
            var one = await TimeAsync(() => tryAsync(first ? known[i] : unknown));
            var two = await TimeAsync(() => tryAsync(first ? unknown : known[i]));
            if (i >= WarmUps)
            {
                withAccount.Add(first ? one : two);
                without.Add(first ? two : one);
            }
        }

        var (a, b) = (Median(withAccount), Median(without));
        var gap = Math.Abs(a - b) / Math.Max(a, b);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{name,-10}{a,9:F2} ms{b,9:F2} ms{gap,9:P1}   {(gap < Allowed ? "ok" : "TELLS")}"));
        return gap < Allowed;
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return (values[values.Count / 2] + values[(values.Count - 1) / 2]) / 2;
    }

    private static async Task SignInAsync(ServiceProvider services, string email)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<CredentialCheck>().CheckPasswordAsync(
            new LoginCommand(email, "not the right words", null, null, "203.0.113.7"), CancellationToken.None);
    }

    private static async Task SignUpAsync(ServiceProvider services, string email)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<RegisterUserHandler>().HandleAsync(
            new Actor.Anonymous("203.0.113.7"),
            new RegisterUser { Email = email, Password = Password, DisplayName = "Petra Plum" },
            CancellationToken.None);
    }

    private static async Task ResetAsync(ServiceProvider services, string email) =>
        await services.GetRequiredService<RequestPasswordResetHandler>().HandleAsync(
            new Actor.Anonymous("203.0.113.7"), new RequestPasswordReset(email), CancellationToken.None);
}
