using System.Globalization;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments.Stripe;
using GiftCards.Core.Persistence;
using GiftCards.Core.Settlement;
using GiftCards.Web.Components.Storefront.Share;
using GiftCards.Web.Security;
using Microsoft.Data.Sqlite;

namespace GiftCards.Web.Hosting;

/// <summary>The settings are wrong; the message says which and what to write instead.</summary>
internal sealed class SettingsException(IReadOnlyList<string> problems)
    : Exception("The settings need mending:" + string.Concat(
        problems.Select(problem => $"{Environment.NewLine}  - {problem}")));

/// <summary>What the application was told, checked once at start.</summary>
internal sealed record StartupSettings(
    DatabaseOptions Database,
    SecretKeys Keys,
    CommissionPolicy Commission,
    Uri PublicUrl,
    bool DemoEnabled,
    int RateLimitScale)
{
    /// <summary>From where the platform may be run; none for anywhere.</summary>
    public AdminNetworks AdminNetworks { get; private init; } = new([]);

    /// <summary>How merchants are paid.</summary>
    public PayoutOptions Payouts { get; private init; } = PayoutOptions.Default;

    /// <summary>How Stripe is reached; null where the sandbox takes the payments.</summary>
    public StripeOptions? Stripe { get; private init; }

    /// <summary>How pictures of pages for other sites are made.</summary>
    public SharePictureOptions SharePictures { get; private init; } = new(null, "");

    /// <summary>How many live pages this node holds.</summary>
    public int MostCircuits { get; private init; } = CircuitCeiling.Usual;

    private static readonly string[] NeededForSmtp = ["Host", "From"];

    /// <summary>
    /// Reads and checks everything together, so that one start tells all that is wrong; throws
    /// <see cref="SettingsException"/>.
    /// </summary>
    public static StartupSettings Read(IConfiguration configuration, IHostEnvironment environment, string folder)
    {
        List<string> problems = [];
        var publicUrl = ReadPublicUrl(configuration, problems);
        var database = ReadDatabase(configuration, folder, problems);
        var keys = ReadKeys(configuration, environment, database, problems);
        var commission = ReadCommission(configuration, problems);
        var scale = ReadScale(configuration, problems);
        var circuits = ReadCircuits(configuration, problems);
        var demo = configuration.GetValue("Demo:Enabled", environment.IsDevelopment());
        var networks = AdminNetworks.Read(configuration[AdminNetworks.Setting], problems);
        var payouts = PayoutSettings.Read(configuration, problems);
        var stripe = ReadPayments(configuration, problems);
        var pictures = ReadPictures(configuration, folder, problems);
        ReadMail(configuration, problems);
        if (environment.IsProduction())
        {
            RefuseUnsafe(configuration, publicUrl, demo, stripe, problems);
        }

        return problems.Count == 0
            ? new StartupSettings(database, keys!, commission, publicUrl, demo, scale)
            {
                AdminNetworks = networks,
                Payouts = payouts,
                Stripe = stripe,
                SharePictures = pictures,
                MostCircuits = circuits,
            }
            : throw new SettingsException(problems);
    }

    private static Uri ReadPublicUrl(IConfiguration configuration, List<string> problems)
    {
        var text = configuration["App:PublicUrl"];
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url!;
        }

        problems.Add($"App:PublicUrl is '{text}' and must be the http or https address people reach this at, such as https://cards.example.com.");
        return new Uri("http://localhost:5080");
    }

    private static DatabaseOptions ReadDatabase(IConfiguration configuration, string folder, List<string> problems)
    {
        var name = configuration["Database:Provider"];
        var connection = configuration.GetConnectionString("GiftCards") ?? "";
        var migrations = configuration.GetConnectionString("Migrations") is { Length: > 0 } own ? own : connection;
        if (connection.Length == 0)
        {
            problems.Add("ConnectionStrings:GiftCards is empty; write how to reach the database.");
        }

        switch (name)
        {
            case "PostgreSql":
                return new DatabaseOptions(DatabaseProvider.PostgreSql, connection, migrations);
            case "Sqlite":
                return new DatabaseOptions(
                    DatabaseProvider.Sqlite, Resolve(connection, folder), Resolve(migrations, folder));
            default:
                problems.Add($"Database:Provider is '{name}' and must be Sqlite or PostgreSql.");
                return new DatabaseOptions(DatabaseProvider.Sqlite, connection, migrations);
        }
    }

    // A relative path means the same file wherever the command was typed.
    private static string Resolve(string connection, string folder)
    {
        var builder = new SqliteConnectionStringBuilder(connection);
        if (builder.DataSource.Length > 0 && builder.DataSource != ":memory:" && !Path.IsPathRooted(builder.DataSource))
        {
            builder.DataSource = Path.GetFullPath(Path.Combine(folder, builder.DataSource));
        }

        return builder.ToString();
    }

    private static SecretKeys? ReadKeys(
        IConfiguration configuration, IHostEnvironment environment, DatabaseOptions database, List<string> problems)
    {
        var texts = SecretKeyFile.Names.ToDictionary(name => name, name => configuration[$"Keys:{name}"] ?? "");
        if (texts.Values.All(text => text.Length == 0) && environment.IsDevelopment())
        {
            texts = SecretKeyFile.ReadOrMake(database);
        }

        List<IReadOnlyList<SecretKey>> lists = [];
        foreach (var name in SecretKeyFile.Names)
        {
            try
            {
                lists.Add(SecretKey.ParseList($"Keys:{name}", texts[name]));
            }
            catch (FormatException error)
            {
                problems.Add($"{error.Message} Make one with: openssl rand -base64 32");
            }
        }

        return lists is [var codes, var data, var email] ? new SecretKeys(codes, data, email) : null;
    }

    private static CommissionPolicy ReadCommission(IConfiguration configuration, List<string> problems)
    {
        var returns = configuration["Commission:ReturnOnRefund"] ?? bool.TrueString;
        if (!bool.TryParse(returns, out var returnsOnRefund))
        {
            problems.Add($"Commission:ReturnOnRefund is '{returns}' and must be true or false.");
        }

        var text = configuration["Commission:Rate"];
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate)
            && rate is >= 0 and <= 1 && decimal.IsInteger(rate * 1_000_000))
        {
            return new CommissionPolicy(new Rate((int)(rate * 1_000_000))) { ReturnOnRefund = returnsOnRefund };
        }

        problems.Add(
            $"Commission:Rate is '{text}' and must be a share from 0 to 1 with at most six decimals, such as 0.05.");
        return new CommissionPolicy(default);
    }

    private static int ReadScale(IConfiguration configuration, List<string> problems)
    {
        var text = configuration["RateLimits:Scale"];
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var scale)
            && scale is >= 1 and <= 1_000_000)
        {
            return scale;
        }

        problems.Add($"RateLimits:Scale is '{text}' and must be a whole number from 1 to 1000000.");
        return 1;
    }

    private static int ReadCircuits(IConfiguration configuration, List<string> problems)
    {
        var text = configuration["RateLimits:Circuits"];
        if (string.IsNullOrEmpty(text))
        {
            return CircuitCeiling.Usual;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var most)
            && most is >= 1 and <= 1_000_000)
        {
            return most;
        }

        problems.Add($"RateLimits:Circuits is '{text}' and must be a whole number from 1 to 1000000.");
        return CircuitCeiling.Usual;
    }

    private static StripeOptions? ReadPayments(IConfiguration configuration, List<string> problems)
    {
        switch (configuration["Payments:Provider"])
        {
            case "Sandbox":
                return null;
            case "Stripe":
                return StripeSettings.Read(configuration, problems);
            case var provider:
                problems.Add($"Payments:Provider is '{provider}' and must be Sandbox or Stripe.");
                return null;
        }
    }

    private static SharePictureOptions ReadPictures(IConfiguration configuration, string folder, List<string> problems)
    {
        var chromium = configuration["Pdf:Chromium"] is { Length: > 0 } named ? named : null;
        if (chromium is not null && !File.Exists(chromium))
        {
            problems.Add($"Pdf:Chromium is '{chromium}', which is no program; name Chromium's executable or nothing.");
        }

        return new SharePictureOptions(
            chromium, Path.GetFullPath(Path.Combine(folder, configuration["Pdf:Pictures"] ?? "data/pictures")));
    }

    private static void ReadMail(IConfiguration configuration, List<string> problems)
    {
        switch (configuration["Mail:Mode"])
        {
            case "Mailbox":
                break;
            case "Smtp":
                problems.AddRange(NeededForSmtp
                    .Where(name => string.IsNullOrWhiteSpace(configuration[$"Mail:Smtp:{name}"]))
                    .Select(name => $"Mail:Smtp:{name} is empty; Mail:Mode Smtp needs it."));
                if (configuration["Mail:Smtp:From"] is { Length: > 0 } from && !TextRules.IsOneAddress(from))
                {
                    problems.Add("Mail:Smtp:From must be one plain mail address, such as cards@example.com.");
                }

                break;
            case var mode:
                problems.Add($"Mail:Mode is '{mode}' and must be Mailbox or Smtp.");
                break;
        }
    }

    // What helps to try the product must not slip into running it; App:AllowUnsafe names each exception.
    private static void RefuseUnsafe(
        IConfiguration configuration, Uri publicUrl, bool demo, StripeOptions? stripe, List<string> problems)
    {
        var allowed = (configuration["App:AllowUnsafe"] ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
        Refuse("Http", publicUrl.Scheme != "https", "App:PublicUrl must be an https address in Production");
        Refuse("SandboxPayments", configuration["Payments:Provider"] == "Sandbox", "Payments:Provider Sandbox takes no real money and does not belong into Production");
        Refuse("StripeTestMode", stripe is { IsLive: false }, "Stripe:SecretKey is a key of Stripe's test mode, which takes no real money and does not belong into Production");
        Refuse("Mailbox", configuration["Mail:Mode"] == "Mailbox", "Mail:Mode Mailbox sends no mail and does not belong into Production");
        Refuse(
            "DemoData", demo, "Demo:Enabled makes accounts with a known password and does not belong into Production");

        void Refuse(string name, bool isUnsafe, string problem)
        {
            if (isUnsafe && !allowed.Contains(name))
            {
                problems.Add($"{problem} (to show the product all the same, add {name} to App:AllowUnsafe).");
            }
        }
    }
}
