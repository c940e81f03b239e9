using GiftCards.Web.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.UseRootSettings();
builder.AddGiftCardsPages();

var app = builder.Build();
app.UseGiftCardsPipeline();
app.MapGiftCardsPages();
await app.RunAsync();

public partial class Program;
