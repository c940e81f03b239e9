using System.Text;
using System.Text.Json.Nodes;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using GiftCards.Core.Access;
using GiftCards.Core.Audit;
using GiftCards.Core.Bulk;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Exports;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Core.Access;
using GiftCards.Tests.Core.Audit;
using GiftCards.Tests.Core.Delivery;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GiftCards.Tests.Core.Exports;

/// <summary>Lists as files: who gets them, what stands in them, and that it is written down.</summary>
public sealed class TakeListTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_merchants_cards_come_whole_in_every_format_and_are_none_of_anybody_elses(DatabaseProvider provider)
    {
        await using var accounts = await AccountWorld.StartAsync(provider);
        var world = accounts.World;
        var (mine, other) = (await world.AddMerchantAsync("mine"), await world.AddMerchantAsync("other"));
        var issued = await world.IssueCardAsync(mine, 12_345);
        await world.IssueCardAsync(other, 99_900);
        for (var i = 0; i < 3; i++)
        {
            await world.IssueCardAsync(mine, 5_000);
        }

        var owner = TestWorld.StaffOf(mine);
        var csv = Encoding.UTF8.GetString(await FileAsync(world, owner, "cards", ExportFormat.Csv));
        var json = JsonNode.Parse(await FileAsync(world, owner, "cards", ExportFormat.Json))!.AsArray();

        Assert.StartsWith("\uFEFFid,last4,status,", csv, StringComparison.Ordinal);
        Assert.Equal(6, csv.Split("\r\n").Length);
        Assert.Contains(",AED,123.45,123.45,123.45\r\n", csv, StringComparison.Ordinal);
        Assert.DoesNotContain("999.00", csv, StringComparison.Ordinal);
        Assert.DoesNotContain(issued.Code!, csv, StringComparison.Ordinal);
        Assert.Equal(4, json.Count);
        Assert.Equal(12_345, json[^1]!["balance"]!["amount"]!.GetValue<long>());
        Assert.Equal(5, Rows(await FileAsync(world, owner, "cards", ExportFormat.Xlsx)).Count);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_file_of_cards_has_the_columns_and_every_filter_that_the_list_has(DatabaseProvider provider)
    {
        await using var accounts = await AccountWorld.StartAsync(provider);
        var world = accounts.World;
        var mine = await world.AddMerchantAsync("mine");
        foreach (var minor in new[] { 1_000, 5_000, 9_000 })
        {
            await world.IssueCardAsync(mine, minor);
        }

        var taken = await TakeAsync(
            world, TestWorld.StaffOf(mine), "cards", ExportFormat.Csv,
            ("min_balance", "2000"), ("max_balance", "5000"), ("columns", "balance,status,code"),
            ("issued_from", "0001-01-01"), ("issued_to", "9999-12-31"));

        Assert.Equal(["id", "last4", "status", "balance"], taken.Value.Table.Columns.Select(column => column.Name));
        var row = Assert.Single(await taken.Value.Table.Rows.ToListAsync(Token));
        Assert.Equal((4, new Money(5_000, Currency.Of("AED"))), (row.Count, row[3]));
        await using var context = world.Database.OpenAcrossMerchants();
        var note = await context.AuditEntries.AsNoTracking().SingleAsync(entry => entry.Action == AuditActions.Exported, Token);
        Assert.Contains("max_balance=5000", note.After, StringComparison.Ordinal);
    }

    [Theory, EveryProvider]
    public async Task What_became_of_each_row_of_a_file_of_cards_is_a_file_again(DatabaseProvider provider)
    {
        await using var accounts = await AccountWorld.StartAsync(provider);
        var world = accounts.World;
        var owner = TestWorld.StaffOf(await world.AddMerchantAsync("mine"));
        var other = TestWorld.StaffOf(await world.AddMerchantAsync("other"));
        var rows = "amount,name,email\n" + string.Concat(Enumerable.Range(0, PageRequest.MaxLimit).Select(i => $"10,Name {i},\n"))
            + "10,=1+1,nobody\n";
        var id = (await world.Get<CheckBulkFileHandler>().HandleAsync(
            owner, new CheckBulkFile("cards.csv", Encoding.UTF8.GetBytes(rows), CardSource.Promotion, "en"), Token)).Value;

        var taken = await TakeAsync(world, owner, "bulk_rows", ExportFormat.Csv, ("list", id.ToString()));
        var lines = Encoding.UTF8.GetString(await WriteAsync(world, taken.Value.Table, ExportFormat.Csv)).Split("\r\n");

        Assert.Equal("\uFEFFline,currency,amount,recipient,email,result,problem,column,last4,card", lines[0]);
        Assert.Equal("2,AED,10.00,Name 0,,Waiting,,,,", lines[1]);
        Assert.Equal(
            $"{PageRequest.MaxLimit + 2},AED,10.00,'=1+1,nobody,At fault,\"The column cannot be read, or is not allowed.\",email,,",
            lines[^2]);
        Assert.Equal(PageRequest.MaxLimit + 3, lines.Length);
        Assert.IsType<NotFound>((await TakeAsync(world, other, "bulk_rows", ExportFormat.Csv, ("list", id.ToString()))).Error);
    }

    [Fact]
    public async Task A_workbook_holds_amounts_as_numbers_and_whatever_looks_like_a_formula_as_text()
    {
        await using var accounts = await AccountWorld.StartAsync();
        var world = accounts.World;
        var table = Table(["=1+1", new Money(-1_050, Currency.Of("KWD"))]);

        var csv = Encoding.UTF8.GetString(await WriteAsync(world, table, ExportFormat.Csv));
        var rows = Rows(await WriteAsync(world, table, ExportFormat.Xlsx));

        Assert.EndsWith("'=1+1,KWD,-1.050\r\n", csv, StringComparison.Ordinal);
        var cells = rows[1].Elements<Cell>().ToList();
        Assert.Equal((CellValues.InlineString, "=1+1"), (cells[0].DataType!.Value, cells[0].InnerText));
        Assert.Equal((CellValues.Number, "-1.050"), (cells[2].DataType!.Value, cells[2].CellValue!.Text));
        Assert.Empty(rows.SelectMany(row => row.Descendants<CellFormula>()));
    }

    [Fact]
    public async Task Pages_repeat_their_headings_and_count_themselves()
    {
        await using var accounts = await AccountWorld.StartAsync();
        var rows = Enumerable.Range(1, 90).Select(i => new object?[] { $"Row {i}", new Money(i * 100, Currency.Of("AED")) });
        var pdf = await WriteAsync(accounts.World, Table([.. rows]), ExportFormat.Pdf);
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.pdf");
        await File.WriteAllBytesAsync(path, pdf, Token);
        try
        {
            var text = await ExternalTool.RunAsync("pdftotext", "-layout", path, "-");
            Assert.Equal(3, text.Split("Heading").Length - 1);
            Assert.Contains("Page 3 of 3", text, StringComparison.Ordinal);
            Assert.Contains("Row 90", text, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory, EveryProvider]
    public async Task Each_export_stands_in_the_trail_without_what_was_looked_for(DatabaseProvider provider)
    {
        await using var accounts = await AccountWorld.StartAsync(provider);
        var merchant = await accounts.World.AddMerchantAsync();

        await TakeAsync(accounts.World, TestWorld.StaffOf(merchant), "cards", ExportFormat.Json, ("search", "ben@example.test"), ("status", "active"));

        var entry = await accounts.World.TrailOfAsync(AuditActions.Exported);
        Assert.Equal((merchant.Id, "cards"), (entry.MerchantId, entry.TargetId));
        Assert.Contains("status=active", entry.After, StringComparison.Ordinal);
        Assert.DoesNotContain("ben@", entry.After, StringComparison.Ordinal);
    }

    [Theory, EveryProvider]
    public async Task A_long_list_is_written_in_the_background_for_whoever_asked_and_nobody_else(DatabaseProvider provider)
    {
        await using var accounts = await AccountWorld.StartAsync(provider, services => services.AddSingleton<IExportList>(new LongList()));
        var world = accounts.World;
        var merchant = await world.AddMerchantAsync();
        var person = new UserId(Guid.NewGuid());
        await using (var context = world.Database.OpenAcrossMerchants())
        {
            context.Staff.Add(new StaffMember { UserId = person, MerchantId = merchant.Id, Role = StaffRole.Owner, CreatedAt = world.Clock.GetInstant() });
            await context.SaveChangesAsync(Token);
        }

        var owner = new Actor.Staff(person, merchant.Id, StaffRole.Owner);
        var waiting = (await TakeAsync(world, owner, "long", ExportFormat.Csv)).Value.Waiting;
        var tooLong = (await TakeAsync(world, owner, "long", ExportFormat.Pdf)).Value.Waiting;
        Assert.Equal(2, await world.Get<RunExportsHandler>().HandleAsync(Token));
        Assert.Equal(0, await world.Get<RunExportsHandler>().HandleAsync(Token));

        var queries = world.Get<ListExportQueries>();
        var listed = (await queries.ListAsync(owner, Token)).Value;
        Assert.Equal("export_too_large", listed.Single(export => export.Id == tooLong).Failure);
        var file = (await queries.OpenAsync(owner, waiting!.Value, Token)).Value;
        Assert.Equal(LongList.Count + 2, Encoding.UTF8.GetString(file.Bytes).Split("\r\n").Length);
        Assert.Equal(LongList.Count, listed.Single(export => export.Id == waiting).Rows);
        Assert.IsType<NotFound>((await queries.OpenAsync(TestWorld.StaffOf(merchant), waiting.Value, Token)).Error);
        Assert.Equal(2, (await world.TrailAsync()).Count(entry => entry.Action == AuditActions.Exported));
        world.Clock.Advance(ListExport.Kept + TimeSpan.FromHours(1));
        await world.Get<RunExportsHandler>().HandleAsync(Token);
        Assert.Empty((await queries.ListAsync(owner, Token)).Value);
    }

    [Fact]
    public async Task Who_may_not_see_a_list_gets_no_file_of_it()
    {
        await using var accounts = await AccountWorld.StartAsync();
        var world = accounts.World;
        var merchant = await world.AddMerchantAsync();
        var person = new UserId(Guid.NewGuid());

        Assert.IsType<Forbidden>((await TakeAsync(world, new Actor.Buyer(person), "cards")).Error);
        Assert.IsType<Forbidden>((await TakeAsync(world, new Actor.Support(person, merchant.Id), "cards")).Error);
        Assert.IsType<Forbidden>((await TakeAsync(world, TestWorld.StaffOf(merchant), "transactions")).Error);
        Assert.IsType<NotFound>((await TakeAsync(world, TestWorld.StaffOf(merchant), "secrets")).Error);
        Assert.IsType<SignInAgain>(
            (await TakeAsync(world, new Actor.Administrator(person, AdminPermissions.Full), "transactions")).Error);
        Assert.Null((await TakeAsync(world, PlatformActions.NewAdministrator(), "transactions")).Error);
        Assert.Null((await TakeAsync(world, PlatformActions.NewAdministrator(), "businesses")).Error);
    }

    [Theory, EveryProvider]
    public async Task The_same_list_is_taken_five_times_an_hour_and_figures_more_often(DatabaseProvider provider)
    {
        await using var accounts = await AccountWorld.StartAsync(provider);
        var world = accounts.World;
        var owner = TestWorld.StaffOf(await world.AddMerchantAsync());
        for (var i = 0; i < TakeListHandler.PerHour; i++)
        {
            Assert.Null((await TakeAsync(world, owner, "cards")).Error);
        }

        Assert.Equal("rate_limited", (await TakeAsync(world, owner, "cards", ExportFormat.Json)).Error?.Code);
        Assert.Null((await TakeAsync(world, owner, "audit")).Error);
        for (var i = 0; i <= TakeListHandler.PerHour; i++)
        {
            Assert.Null((await TakeAsync(world, owner, "report")).Error);
        }

        world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Null((await TakeAsync(world, owner, "cards")).Error);
    }

    private static ExportTable Table(params IReadOnlyList<object?>[] rows) => new()
    {
        Name = "table",
        Title = "Table",
        Columns = [new("word", "Heading", ColumnKind.Text), new("amount", "Amount", ColumnKind.Money)],
        Rows = ExportPages.Of(rows),
        Culture = System.Globalization.CultureInfo.GetCultureInfo("en"),
    };

    private static List<Row> Rows(byte[] workbook)
    {
        using var document = SpreadsheetDocument.Open(new MemoryStream(workbook), false);
        return [.. document.WorkbookPart!.WorksheetParts.Single().Worksheet.Descendants<Row>()
            .Select(row => (Row)row.CloneNode(true))];
    }

    private static Task<Result<TakenList>> TakeAsync(
        TestWorld world,
        Actor actor,
        string list,
        ExportFormat format = ExportFormat.Csv,
        params (string Name, string Value)[] filters) =>
        world.Get<TakeListHandler>().HandleAsync(
            actor, new TakeList(list, format, filters.ToDictionary(f => f.Name, f => f.Value), "en"), Token);

    private static async Task<byte[]> FileAsync(TestWorld world, Actor actor, string list, ExportFormat format) =>
        await WriteAsync(world, (await TakeAsync(world, actor, list, format)).Value.Table, format);

    private static async Task<byte[]> WriteAsync(TestWorld world, ExportTable table, ExportFormat format)
    {
        using var memory = new MemoryStream();
        await world.Get<ExportFiles>().WriteAsync(table, format, memory, Token);
        return memory.ToArray();
    }

    private sealed class LongList : IExportList
    {
        public const int Count = 12_000;

        public string Name => "long";

        public IReadOnlyList<string> PlainFilters => [];

        public Task<Result<ExportTable>> OpenAsync(Actor actor, ExportQuery query, CancellationToken cancellationToken) =>
            Task.FromResult<Result<ExportTable>>(Table([.. Enumerable.Range(0, Count).Select(i => new object?[] { $"Row {i}", null })]));
    }
}
