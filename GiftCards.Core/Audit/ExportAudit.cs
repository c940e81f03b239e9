using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;

namespace GiftCards.Core.Audit;

/// <summary>In which form the audit trail is taken away.</summary>
public enum AuditFormat
{
    /// <summary>Comma-separated values with a heading, for spreadsheets.</summary>
    Csv,

    /// <summary>One JSON object on each line, for programs.</summary>
    JsonLines,
}

/// <summary>Take away what matches, newest first.</summary>
public sealed record ExportAudit(AuditFilter Filter, AuditFormat Format);

/// <summary>A file that was asked for.</summary>
/// <param name="Lines">Its lines, each with its end, read from the database as they are taken.</param>
public sealed record AuditExport(IAsyncEnumerable<string> Lines);

/// <summary>
/// Exports, and writes that into the trail first. For whoever may read it, see <see cref="AuditQueries"/>; who only
/// looks at a merchant takes nothing away. Each line tells its place in the chain, so that a file kept elsewhere bears
/// witness. Errors: <c>forbidden</c>, <c>sign_in_again</c> for an administrator who proved long ago who they are,
/// <c>rate_limited</c> after five in an hour.
/// </summary>
public sealed class ExportAuditHandler(
    GiftCardsDatabase database, AuditQueries queries, AttemptLimiter limiter, TimeProvider time)
{
    public const int PerHour = 5;

    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public async Task<Result<AuditExport>> HandleAsync(
        Actor actor, ExportAudit command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        if ((actor is Actor.Support ? new Forbidden() : AuditQueries.Refuse(actor)
            ?? RecentSignIn.RefuseAdministrator(actor, now)) is { } refused)
        {
            return refused;
        }

        var taken = await limiter.TakeAsync(
            "export", actor.Label, PerHour, TimeSpan.FromHours(1), cancellationToken);
        if (!taken.IsOk)
        {
            return taken.Error;
        }

        await using var context = database.OpenFor(actor);
        var filter = command.Filter;
        context.Record(
            actor,
            new AuditNote(AuditActions.Exported, actor.Scope ?? MerchantId.Platform, AuditTargets.Export, "audit")
            {
                After = new
                {
                    command.Format,
                    filter.From,
                    filter.Until,
                    filter.Actor,
                    filter.Action,
                    filter.Merchant,
                    filter.Target,
                },
            },
            now);
        await context.SaveChangesAsync(cancellationToken);
        return new AuditExport(Lines(queries.ReadAsync(actor, filter, cancellationToken), command.Format));
    }

    private static async IAsyncEnumerable<string> Lines(IAsyncEnumerable<SealedLine> rows, AuditFormat format)
    {
        if (format == AuditFormat.Csv)
        {
            yield return CsvLine.Beginning + CsvLine.Of(
                "id", "at", "action", "actor", "actor_name", "acting_as", "from", "merchant", "target_kind", "target",
                "target_name", "before", "after", "position", "hash");
        }

        await foreach (var row in rows)
        {
            yield return format == AuditFormat.Csv ? Csv(row) : Json(row);
        }
    }

    private static string Csv(SealedLine row)
    {
        var entry = row.Line.Entry;
        return CsvLine.Of(
            entry.Id.ToString(), entry.At, entry.Action, entry.ActorLabel, row.Line.ActorName, entry.ActingAs,
            entry.FromAddress, entry.MerchantId.IsPlatform ? null : entry.MerchantId.ToString(), entry.TargetKind,
            entry.TargetId, row.Line.TargetName, entry.Before, entry.After, row.Seal?.Position, HashOf(row.Seal));
    }

    private static string Json(SealedLine row)
    {
        var entry = row.Line.Entry;
        var line = new JsonObject
        {
            ["id"] = entry.Id.ToString(),
            ["at"] = entry.At.UtcDateTime,
            ["action"] = entry.Action,
            ["actor"] = entry.ActorLabel,
            ["actorName"] = row.Line.ActorName,
            ["actingAs"] = entry.ActingAs,
            ["from"] = entry.FromAddress,
            ["merchant"] = entry.MerchantId.IsPlatform ? null : entry.MerchantId.ToString(),
            ["targetKind"] = entry.TargetKind,
            ["target"] = entry.TargetId,
            ["targetName"] = row.Line.TargetName,
            ["before"] = entry.Before is null ? null : JsonNode.Parse(entry.Before),
            ["after"] = entry.After is null ? null : JsonNode.Parse(entry.After),
            ["position"] = row.Seal?.Position,
            ["hash"] = HashOf(row.Seal),
        };
        return line.ToJsonString(Options) + "\n";
    }

    private static string? HashOf(AuditSeal? seal) => seal is null ? null : Convert.ToHexStringLower(seal.Hash);
}
