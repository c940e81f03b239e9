using GiftCards.Core.Persistence.Sqlite;
using GiftCards.Core.Recovery;
using GiftCards.Web.Api;
using GiftCards.Web.Hosting;
using GiftCards.Web.Security;

if (Commands.Find(args) is Commands.HelpName)
{
    Commands.ShowHelp();
    return 0;
}

SqliteNative.Bind();
var builder = WebApplication.CreateBuilder(args);
builder.UseRootSettings();
StartupSettings settings;
try
{
    settings = builder.AddGiftCardsDomain();
}
catch (SettingsException error)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 1;
}

builder.AddGiftCardsPages(settings);
builder.AddGiftCardsAccounts();
builder.AddGiftCardsApi();
builder.AddGiftCardsJobs(settings);

await using var app = builder.Build();
if (Commands.Find(args) is { } command)
{
    return await Commands.RunAsync(app, command, args, CancellationToken.None);
}

try
{
    await app.PrepareAsync(CancellationToken.None);
}
catch (RecoveryException error)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 1;
}

app.UseGiftCardsPipeline();
app.MapGiftCardsPages();
app.MapGiftCardsAccounts();
app.MapGiftCardsApi();
app.MapGiftCardsHealth();
app.AnnounceWhenStarted();
await app.RunAsync();
return 0;

public partial class Program;
