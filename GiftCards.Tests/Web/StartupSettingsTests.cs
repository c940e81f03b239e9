using GiftCards.Core.Persistence;
using GiftCards.Web.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace GiftCards.Tests.Web;

public sealed class StartupSettingsTests
{
    private const string Key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    [Fact]
    public void The_defaults_with_keys_and_an_https_address_are_accepted()
    {
        var settings = Read(("App:PublicUrl", "https://cards.example.com"));

        Assert.Equal(DatabaseProvider.Sqlite, settings.Database.Provider);
        Assert.Equal(50_000, settings.Commission.Rate.PartsPerMillion);
        Assert.Contains("/srv/giftcards/data/giftcards.db", settings.Database.ConnectionString, StringComparison.Ordinal);
        Assert.Equal(settings.Database.ConnectionString, settings.Database.MigrationsConnectionString);
        Assert.False(settings.DemoEnabled);
    }

    [Theory]
    [InlineData("Database:Provider", "MySql", "Sqlite or PostgreSql")]
    [InlineData("ConnectionStrings:GiftCards", "", "ConnectionStrings:GiftCards is empty")]
    [InlineData("App:PublicUrl", "cards.example.com", "App:PublicUrl")]
    [InlineData("App:PublicUrl", "ftp://cards.example.com", "App:PublicUrl")]
    [InlineData("Commission:Rate", "5", "from 0 to 1")]
    [InlineData("Commission:Rate", "0.0000001", "six decimals")]
    [InlineData("Commission:Rate", "five", "Commission:Rate is 'five'")]
    [InlineData("Commission:ReturnOnRefund", "maybe", "true or false")]
    [InlineData("RateLimits:Scale", "0", "RateLimits:Scale")]
    [InlineData("RateLimits:Circuits", "0", "RateLimits:Circuits")]
    [InlineData("Payments:Provider", "Cash", "Payments:Provider is 'Cash'")]
    [InlineData("Mail:Mode", "Pigeon", "Mailbox or Smtp")]
    [InlineData("Mail:Mode", "Smtp", "Mail:Smtp:Host is empty")]
    [InlineData("Keys:Data", "short", "Keys:Data")]
    [InlineData("Keys:Codes", "", "openssl rand -base64 32")]
    public void What_is_wrong_is_named_with_what_to_write(string name, string value, string words)
    {
        var error = Assert.Throws<SettingsException>(() => Read(("App:PublicUrl", "https://cards.example.com"), (name, value)));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var error = Assert.Throws<SettingsException>(() => Read(("Database:Provider", "x"), ("Commission:Rate", "x"), ("Mail:Mode", "x")));

        Assert.Contains("Database:Provider", error.Message, StringComparison.Ordinal);
        Assert.Contains("Commission:Rate", error.Message, StringComparison.Ordinal);
        Assert.Contains("Mail:Mode", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("App:PublicUrl", "http://cards.example.com", "Http")]
    [InlineData("Payments:Provider", "Sandbox", "SandboxPayments")]
    [InlineData("Mail:Mode", "Mailbox", "Mailbox")]
    [InlineData("Demo:Enabled", "true", "DemoData")]
    public void Production_refuses_what_is_for_trying_unless_it_is_named(string name, string value, string exception)
    {
        (string, string)[] safe = [("App:PublicUrl", "https://cards.example.com"), ("App:AllowUnsafe", "SandboxPayments"), (name, value)];
        var others = string.Join(' ', new[] { "Http", "SandboxPayments", "Mailbox", "DemoData" }.Where(word => word != exception));

        var error = Assert.Throws<SettingsException>(
            () => Read("Production", [.. safe, ("App:AllowUnsafe", others), ("Mail:Mode", name == "Mail:Mode" ? value : "Mailbox")]));

        Assert.Contains($"add {exception} to App:AllowUnsafe", error.Message, StringComparison.Ordinal);
        Assert.NotNull(Read("Production", [.. safe, ("App:AllowUnsafe", $"{others} {exception}")]));
    }

    private static StartupSettings Read(params (string Name, string Value)[] changes) => Read("Testing", changes);

    private static StartupSettings Read(string environment, (string Name, string Value)[] changes)
    {
        var values = new Dictionary<string, string?>
        {
            ["Database:Provider"] = "Sqlite",
            ["ConnectionStrings:GiftCards"] = "Data Source=data/giftcards.db",
            ["App:PublicUrl"] = "http://localhost:5080",
            ["Payments:Provider"] = "Sandbox",
            ["Commission:Rate"] = "0.05",
            ["Mail:Mode"] = "Mailbox",
            ["RateLimits:Scale"] = "1",
            ["Keys:Codes"] = Key,
            ["Keys:Data"] = Key,
            ["Keys:Email"] = Key,
        };
        foreach (var (name, value) in changes)
        {
            values[name] = value;
        }

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        return StartupSettings.Read(configuration, new Host(environment), "/srv/giftcards");
    }

    private sealed class Host(string environment) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = environment;

        public string ApplicationName { get; set; } = "GiftCards.Web";

        public string ContentRootPath { get; set; } = "/srv/giftcards";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
