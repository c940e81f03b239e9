using System.Resources;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Exports;
using GiftCards.Core.Merchants;

namespace GiftCards.Core.Audit;

/// <summary>
/// The audit trail as a file, for whoever may read it, see <see cref="AuditQueries"/>. Each line tells its place in the
/// chain, so that a file kept elsewhere bears witness.
/// </summary>
internal sealed class AuditExportList(AuditQueries trail, OwnMerchantQuery own) : IExportList
{
    private static readonly ResourceManager Texts =
        new("GiftCards.Core.Audit.AuditExportText", typeof(AuditExportList).Assembly);

    public string Name => "audit";

    public IReadOnlyList<string> PlainFilters => ["from", "until", "actor", "action", "merchant", "target"];

    public async Task<Result<ExportTable>> OpenAsync(
        Actor actor, ExportQuery query, CancellationToken cancellationToken)
    {
        if (AuditQueries.Refuse(actor) is { } refused)
        {
            return refused;
        }

        var zone = TimeZoneInfo.Utc;
        if (actor is Actor.Staff)
        {
            var merchant = await own.HandleAsync(actor, cancellationToken);
            if (!merchant.IsOk)
            {
                return merchant.Error;
            }

            zone = merchant.Value.Merchant.Zone;
        }

        var text = new DeliveryText(Texts, query.Culture);
        return new ExportTable
        {
            Name = Name,
            Title = text["Title"],
            Notes = [query.Text["Zone", zone.Id]],
            Columns = ColumnsOf(text),
            Rows = trail.ReadAsync(actor, FilterOf(actor, query), cancellationToken).Select(CellsOf),
            Zone = zone,
            Culture = text.Culture,
        };
    }

    // Staff read what concerns their merchant, whatever merchant is named.
    private static AuditFilter FilterOf(Actor actor, ExportQuery query) => new()
    {
        From = query.Day("from"),
        Until = query.Day("until"),
        Actor = query["actor"],
        Action = query["action"],
        Merchant = actor is Actor.Administrator ? query.Id<MerchantId>("merchant") : null,
        Target = query["target"],
    };

    private static List<ExportColumn> ColumnsOf(DeliveryText text)
    {
        return
        [
            ForPrograms("id"), new("at", text["at"], ColumnKind.Instant), Shown("action"), ForPrograms("actor"),
            Shown("actor_name"), Shown("acting_as"), Shown("from"), ForPrograms("merchant"), Shown("target_kind"),
            Shown("target"), Shown("target_name"), Shown("before"), Shown("after"),
            new("position", text["position"], ColumnKind.Number) { IsForPrograms = true }, ForPrograms("hash"),
        ];

        ExportColumn Shown(string name) => new(name, text[name], ColumnKind.Text);

        ExportColumn ForPrograms(string name) => Shown(name) with { IsForPrograms = true };
    }

    private static IReadOnlyList<object?> CellsOf(SealedLine row)
    {
        var entry = row.Line.Entry;
        return
        [
            entry.Id.ToString(), entry.At, entry.Action, entry.ActorLabel, row.Line.ActorName, entry.ActingAs,
            entry.FromAddress, entry.MerchantId.IsPlatform ? null : entry.MerchantId.ToString(), entry.TargetKind,
            entry.TargetId, row.Line.TargetName, entry.Before, entry.After, row.Seal?.Position,
            row.Seal is null ? null : Convert.ToHexStringLower(row.Seal.Hash),
        ];
    }
}
