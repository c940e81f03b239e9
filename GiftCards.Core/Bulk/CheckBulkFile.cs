using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Bulk;

/// <summary>Look a file of cards through, row by row, without issuing any.</summary>
/// <param name="FileName">What its owner calls it.</param>
/// <param name="Content">Its bytes: UTF-8, or UTF-16 with its mark.</param>
/// <param name="Source"><see cref="CardSource.Promotion"/> or <see cref="CardSource.Counter"/>: how they are paid.</param>
/// <param name="Language">Of rows that name none.</param>
public sealed record CheckBulkFile(string FileName, byte[] Content, CardSource Source, string Language);

/// <summary>
/// Reads files of cards: a heading with <c>amount</c> and, in any order, <c>name</c>, <c>email</c>, <c>message</c> and
/// <c>language</c>. Amounts are in major units with a point. A file that was handed in before is answered with the list
/// that came of it, so that a repetition issues nothing twice; one that was at fault is looked through anew, since what
/// is allowed may have changed. Errors: <c>forbidden</c>, <c>bulk_file_unreadable</c>,
/// <c>invalid_request</c>.
/// </summary>
public sealed class CheckBulkFileHandler(GiftCardsDatabase database, TimeProvider time)
{
    private static readonly UTF8Encoding Strict = new(false, true);

    public async Task<Result<BulkId>> HandleAsync(
        Actor actor, CheckBulkFile command, CancellationToken cancellationToken)
    {
        if (actor.Scope is not { } merchantId || actor.Person is not { } person)
        {
            return new Forbidden();
        }

        if (actor.Refuse(Permissions.CardsIssue, merchantId) is { } refused)
        {
            return refused;
        }

        if (command.Source is not (CardSource.Promotion or CardSource.Counter))
        {
            return new InvalidRequest("source", InvalidReason.Choice);
        }

        await using var context = database.OpenFor(actor);
        var hash = SHA256.HashData([(byte)command.Source, .. command.Content]);
        await DropFaultyAsync(context, merchantId, hash, cancellationToken);
        if (await FindAsync(context, merchantId, hash, cancellationToken) is { } earlier)
        {
            return earlier;
        }

        var merchant = await context.Merchants.AsNoTracking()
            .SingleAsync(m => m.Id == merchantId, cancellationToken);
        var settings = await context.GiftCardSettings.AsNoTracking()
            .SingleAsync(s => s.MerchantId == merchantId, cancellationToken);
        var now = time.GetInstant();
        var id = PublicId.New<BulkId>(now);
        if (Read(command, merchant, settings, id) is not { } rows)
        {
            return new BulkFileUnreadable(BulkIssue.MaxRows);
        }

        var list = new BulkIssue
        {
            MerchantId = merchantId,
            Id = id,
            FileName = NameOf(command.FileName),
            FileHash = hash,
            Source = command.Source,
            Currency = merchant.Currency,
            CreatedBy = person,
            RowCount = rows.Count,
            TotalMinor = rows.Where(row => row.State == BulkRowState.Waiting).Sum(row => row.AmountMinor),
            FaultCount = rows.Count(row => row.State == BulkRowState.Faulty),
            CreatedAt = now,
        };
        return await SaveAsync(context, list, rows, cancellationToken);
    }

    private static async Task<Result<BulkId>> SaveAsync(
        GiftCardsDbContext context, BulkIssue list, List<BulkRow> rows, CancellationToken cancellationToken)
    {
        context.BulkIssues.Add(list);
        context.BulkRows.AddRange(rows);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return list.Id;
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            context.ChangeTracker.Clear();
            return await FindAsync(context, list.MerchantId, list.FileHash, cancellationToken) is { } winner
                ? winner
                : new Conflict();
        }
    }

    private static async Task<BulkId?> FindAsync(
        GiftCardsDbContext context, MerchantId merchant, byte[] hash, CancellationToken cancellationToken) =>
        await context.BulkIssues.Where(list => list.MerchantId == merchant && list.FileHash == hash)
            .Select(list => (BulkId?)list.Id)
            .SingleOrDefaultAsync(cancellationToken);

    // Of a list that is at fault nothing was issued, and nothing can be.
    private static async Task DropFaultyAsync(
        GiftCardsDbContext context, MerchantId merchant, byte[] hash, CancellationToken cancellationToken)
    {
        var faulty = context.BulkIssues.Where(list => list.MerchantId == merchant && list.FileHash == hash
            && list.Status == BulkStatus.Draft && list.FaultCount > 0);
        await context.BulkRows
            .Where(row => row.MerchantId == merchant && faulty.Any(list => list.Id == row.BulkId))
            .ExecuteDeleteAsync(cancellationToken);
        await faulty.ExecuteDeleteAsync(cancellationToken);
    }

    private static List<BulkRow>? Read(
        CheckBulkFile command, Merchant merchant, GiftCardSettings settings, BulkId id)
    {
        if (command.Content.Length is 0 or > BulkIssue.MaxBytes || TextOf(command.Content) is not { } text)
        {
            return null;
        }

        var lines = CsvText.Read(text).Take(BulkIssue.MaxRows + 2).ToList();
        if (lines.Count < 2 || lines.Count > BulkIssue.MaxRows + 1)
        {
            return null;
        }

        var columns = lines[0].Fields.Select((name, index) => (Name: name.Trim().ToLowerInvariant(), index))
            .GroupBy(column => column.Name)
            .ToDictionary(group => group.Key, group => group.First().index, StringComparer.Ordinal);
        if (!columns.ContainsKey("amount"))
        {
            return null;
        }

        return
        [
            .. lines.Skip(1).Select(line => RowOf(
                name => columns.TryGetValue(name, out var at) && at < line.Fields.Count
                    && !string.IsNullOrWhiteSpace(line.Fields[at]) ? line.Fields[at].Trim() : null,
                line.Line)),
        ];

        BulkRow RowOf(Func<string, string?> field, int line)
        {
            var isAmount = MoneyText.TryParse(
                field("amount"), merchant.Currency, CultureInfo.InvariantCulture, out var amount);
            var language = field("language") ?? command.Language;
            var unspoken = SpokenLanguages.Refuse(language, "language");
            var fault = (isAmount && amount.IsPositive ? null : new InvalidRequest("amount", InvalidReason.Malformed))
                ?? (command.Source == CardSource.Counter
                    ? settings.RefuseAmount(amount)
                    : AmountLimits.Refuse(amount))
                ?? TextRules.RefuseLine(field("name"), "name", TextRules.MaxName)
                ?? (field("email") is { } email ? TextRules.RefuseEmail(email, "email") : null)
                ?? TextRules.RefuseMessage(field("message"), "message")
                ?? unspoken;
            return new BulkRow
            {
                MerchantId = merchant.Id,
                BulkId = id,
                Line = line,
                AmountMinor = isAmount ? amount.Minor : 0,
                RecipientName = Cut(field("name"), TextRules.MaxName),
                RecipientEmail = Cut(field("email"), TextRules.MaxEmail),
                Message = Cut(field("message"), TextRules.MaxMessage),
                Language = unspoken is null ? language : command.Language,
                State = fault is null ? BulkRowState.Waiting : BulkRowState.Faulty,
                Problem = fault?.Code,
                Field = (fault as InvalidRequest)?.Field ?? (fault is null ? null : "amount"),
            };
        }
    }

    private static string? Cut(string? text, int most) => text is null ? null : TextRules.Cut(text, most);

    // Spreadsheets save "Unicode text" as UTF-16, and say so by its mark.
    private static string? TextOf(byte[] content)
    {
        Encoding encoding = content switch
        {
            [0xFF, 0xFE, ..] => new UnicodeEncoding(false, true, true),
            [0xFE, 0xFF, ..] => new UnicodeEncoding(true, true, true),
            _ => Strict,
        };
        try
        {
            var text = encoding.GetString(content).TrimStart('\uFEFF');
            return text.Contains('\0', StringComparison.Ordinal) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static string NameOf(string name)
    {
        var last = name.Split('/', '\\')[^1];
        var plain = string.Concat(last.Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_' or '.'));
        return plain.Length == 0 ? "cards.csv" : plain[..Math.Min(plain.Length, TextRules.MaxName)];
    }
}
