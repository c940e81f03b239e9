using System.Text.RegularExpressions;
using Xunit;

namespace GiftCards.Tests.Tidy;

/// <summary>Rules of the house that can be read off the source. A broken rule names the file and the line.</summary>
public sealed partial class SourceTests
{
    private const int MaxColumns = 120;
    private const int MaxFileLines = 300;
    private const int MaxPageLines = 200;
    private const int MaxMethodLines = 60;

    private static string Root { get; } = FindRoot();

    public static TheoryData<string, string> Banned => new()
    {
        { @"\bDateTime(Offset)?\.(Utc)?Now\b|\bDateTime\.Today\b", "time comes from TimeProvider" },
        { @"\bThread\.Sleep\b|\bTask\.Delay\b", "nothing waits in place of work" },
        { @"\bNotImplementedException\b", "nothing is left out" },
        { @"\b(TODO|FIXME|HACK)\b", "nothing is left for later in the source" },
        { @"\basync void\b", "nobody could wait for it" },
        { @"\.GetAwaiter\(\)\.GetResult\(\)|\.Wait\(\)", "nothing blocks on a task" },
        { @"\bMath\.Round\(", "rounding is said at the posting" },
        { @"\bEnsureCreated(Async)?\b", "the migrations make the database" },
        { @"^\s*#(region|endregion)\b", "a file that needs regions is two files" },
        { @"\bMarkupString\b", "text of people is never markup" },
        { @"\bConsole\.Write", "logs go through the logger" },
        { @"\b(decimal|double|float)\b\s+\w*([Aa]mount|[Bb]alance|[Pp]rice|[Tt]otal)", "money is whole minor units" },
    };

    [Theory, MemberData(nameof(Banned))]
    public void The_source_is_free_of(string pattern, string because)
    {
        var rule = new Regex(pattern, RegexOptions.Compiled);
        var finds = Sources()
            .Where(file => !IsExcused(file, because))
            .SelectMany(file => File.ReadLines(file).Select((line, index) => (file, line, index)))
            .Where(row => rule.IsMatch(row.line))
            .Select(row => $"{Relative(row.file)}:{row.index + 1}: {row.line.Trim()}");

        Assert.True(!finds.Any(), $"{because}:{Environment.NewLine}{string.Join(Environment.NewLine, finds)}");
    }

    [Fact]
    public void Files_methods_and_lines_are_short()
    {
        List<string> finds = [];
        foreach (var file in Sources())
        {
            var lines = File.ReadAllLines(file);
            var limit = file.EndsWith(".razor", StringComparison.Ordinal) ? MaxPageLines : MaxFileLines;
            if (lines.Length > limit)
            {
                finds.Add($"{Relative(file)} has {lines.Length} lines, more than {limit}");
            }

            finds.AddRange(lines
                .Select((line, index) => (line, index))
                .Where(row => row.line.Length > MaxColumns && file.EndsWith(".cs", StringComparison.Ordinal) && !IsText(row.line))
                .Select(row => $"{Relative(file)}:{row.index + 1} has {row.line.Length} columns, more than {MaxColumns}"));
            if (file.EndsWith(".cs", StringComparison.Ordinal))
            {
                finds.AddRange(LongMethods(file, lines));
            }
        }

        Assert.True(finds.Count == 0, string.Join(Environment.NewLine, finds));
    }

    [Fact]
    public void The_core_knows_nothing_of_the_web()
    {
        var web = new Regex(@"Microsoft\.AspNetCore\.(Http|Hosting|Builder|Mvc|Components|Routing)\b|GiftCards\.Web");
        Assert.Empty(Matches("GiftCards.Core", web));
    }

    [Theory]
    [InlineData("Common", @"using GiftCards\.Core\.(?!Common\b)")]
    [InlineData("Ledger", @"using GiftCards\.Core\.(?!(Common|Ledger|Persistence)\b)")]
    [InlineData("Cards", @"using GiftCards\.Core\.(Orders|Access|Reporting|Demo|Jobs)\b")]
    [InlineData("Merchants", @"using GiftCards\.Core\.(Orders|Payments|Delivery|Access|Reporting|Demo|Jobs)\b")]
    [InlineData("Payments", @"using GiftCards\.Core\.(Cards|Delivery|Access|Reporting|Demo|Jobs|Ledger)\b")]
    public void Dependencies_run_one_way(string room, string forbidden) =>
        Assert.Empty(Matches(Path.Combine("GiftCards.Core", room), new Regex(forbidden)));

    [Fact]
    public void Only_the_ledger_writes_journal_rows()
    {
        var writing = new Regex(@"new (Posting|CardTransaction|JournalEntry)\b(?!Draft)|(Postings|CardTransactions)\.Add|INSERT INTO (postings|journal_entries|card_transactions)");
        Assert.DoesNotContain(
            Matches("GiftCards.Core", writing), find => !find.StartsWith("GiftCards.Core/Ledger/", StringComparison.Ordinal));
        Assert.Empty(Matches("GiftCards.Web", writing));
    }

    [Theory]
    [InlineData("Storefront")]
    [InlineData("Account")]
    [InlineData("Buyer")]
    [InlineData("Merchant")]
    [InlineData("Admin")]
    public void Audiences_do_not_reference_each_other(string audience)
    {
        string[] all = ["Storefront", "Account", "Buyer", "Merchant", "Admin"];
        var others = string.Join('|', all.Where(name => name != audience));
        Assert.Empty(Matches(Path.Combine("GiftCards.Web", "Components", audience), new Regex($@"GiftCards\.Web\.Components\.({others})\b")));
    }

    [Fact]
    public void The_project_speaks_of_itself_alone()
    {
        var words = new Regex(@"\b(Claude|ChatGPT|Copilot|LLM|AI assistant)\b|/work/|/tmp/wt|design/(money|api|architecture|security|style|stack|experience|performance)\.md", RegexOptions.IgnoreCase);
        var files = Sources().Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Root, "*.md"))
            .Where(file => !file.EndsWith("SourceTests.cs", StringComparison.Ordinal));
        Assert.Empty(files.SelectMany(file => File.ReadLines(file).Where(line => words.IsMatch(line)).Select(line => $"{Relative(file)}: {line.Trim()}")));
    }

    // Sentences and SQL are broken where they make sense, not where the column ends.
    private static bool IsText(string line) =>
        line.Contains('"', StringComparison.Ordinal) || Regex.IsMatch(line, @"^\s*[-+(]*\s*(SELECT|SUM|AND|OR|WHERE|FROM|LEFT JOIN|\()");

    private static bool IsExcused(string file, string because) =>
        because == "logs go through the logger" && Relative(file) is
            "GiftCards.Web/Hosting/Commands.cs" or "GiftCards.Web/Hosting/Commands.Ledger.cs" or
            "GiftCards.Web/Hosting/Commands.Recovery.cs" or "GiftCards.Web/Hosting/StartUp.cs" or "GiftCards.Web/Program.cs";

    private static IEnumerable<string> Matches(string folder, Regex rule) => Sources()
        .Where(file => Relative(file).StartsWith(folder.Replace('\\', '/') + "/", StringComparison.Ordinal))
        .SelectMany(file => File.ReadLines(file)
            .Select((line, index) => (line, index))
            .Where(row => rule.IsMatch(row.line))
            .Select(row => $"{Relative(file)}:{row.index + 1}: {row.line.Trim()}"));

    private static IEnumerable<string> Sources() => new[] { "GiftCards.Core", "GiftCards.Web" }
        .SelectMany(project => Directory.EnumerateFiles(Path.Combine(Root, project), "*.*", SearchOption.AllDirectories))
        .Where(file => Path.GetExtension(file) is ".cs" or ".razor")
        .Where(file => !Segments(file).Any(segment => segment is "bin" or "obj" or "Migrations"));

    // A method begins at four spaces of indent and ends at the closing brace of the same indent.
    private static IEnumerable<string> LongMethods(string file, string[] lines)
    {
        var start = -1;
        for (var i = 0; i < lines.Length; i++)
        {
            if (MethodStart().IsMatch(lines[i]))
            {
                start = i;
            }
            else if (lines[i] == "    }" && start >= 0)
            {
                if (i - start + 1 > MaxMethodLines)
                {
                    yield return $"{Relative(file)}:{start + 1}: a method of {i - start + 1} lines, more than {MaxMethodLines}";
                }

                start = -1;
            }
        }
    }

    private static string[] Segments(string file) => Relative(file).Split('/');

    private static string Relative(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "GiftCards.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests run outside the repository.");
    }

    [GeneratedRegex(@"^    (public|private|internal|protected)[^=;{]*\(")]
    private static partial Regex MethodStart();
}
