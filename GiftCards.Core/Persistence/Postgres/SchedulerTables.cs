using Quartz;

namespace GiftCards.Core.Persistence.Postgres;

/// <summary>
/// The job scheduler's own tables, made with the owner's connection along with all others, so that the running
/// application needs no right to make any. The statements are the scheduler's; each creates only what is missing.
/// </summary>
internal static class SchedulerTables
{
    private const string Script = "Quartz.Impl.AdoJobStore.Schema.create_postgres.sql";
    private const string Prefix = "qrtz_";
    private const string Separator = "\n--;;\n"; // A line of its own.

    /// <summary>The statements, in their order.</summary>
    public static IEnumerable<string> Statements()
    {
        var assembly = typeof(IScheduler).Assembly;
        using var stream = assembly.GetManifestResourceStream(Script)
            ?? throw new InvalidOperationException($"{assembly.GetName()} no longer brings {Script}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd()
            .Replace("{0}", Prefix, StringComparison.Ordinal)
            .Replace("{1}", Prefix, StringComparison.Ordinal)
            .ReplaceLineEndings("\n")
            .Split(Separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }
}
