using GiftCards.Core.Administration;
using GiftCards.Core.Common;

namespace GiftCards.Core.Exports.Lists;

/// <summary>
/// Accounts, for administrators who look after people: by id, with dates and states. Names and addresses stay on the
/// page, where one person at a time is looked up.
/// </summary>
internal sealed class UserList(UserQueries users) : IExportList
{
    public string Name => "users";

    public IReadOnlyList<string> PlainFilters => [];

    public async Task<Result<ExportTable>> OpenAsync(
        Actor actor, ExportQuery query, CancellationToken cancellationToken)
    {
        var rows = await ExportPages.ReadAsync(
            (page, token) => users.ListAsync(actor, null, page, token), cancellationToken);
        if (!rows.IsOk)
        {
            return rows.Error;
        }

        var text = query.Text;
        return new ExportTable
        {
            Name = Name,
            Title = text["List.users"],
            Notes = [text["Zone", "UTC"]],
            Columns =
            [
                text.Column("id", ColumnKind.Text), text.Column("created_at", ColumnKind.Instant),
                text.Column("confirmed", ColumnKind.Text), text.Column("merchants", ColumnKind.Number),
                text.Column("sessions", ColumnKind.Number), text.Column("last_seen_at", ColumnKind.Instant),
                text.Column("disabled_at", ColumnKind.Instant),
            ],
            Rows = rows.Value.As(user =>
            [
                user.Id.ToString(), user.CreatedAt, text[user.IsConfirmed ? "yes" : "no"], user.Merchants,
                user.Sessions, user.LastSeenAt, user.DisabledAt,
            ]),
            Culture = text.Culture,
        };
    }
}
