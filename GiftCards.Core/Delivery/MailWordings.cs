using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Delivery;

/// <summary>Word one mail in one language.</summary>
/// <param name="Mail">Which mail.</param>
/// <param name="Language">One of <see cref="SpokenLanguages"/>.</param>
/// <param name="Words">The words; all empty for those that come with the product.</param>
/// <param name="Version">The version that this was based on, 0 for none yet.</param>
public sealed record SaveMailWording(WordedMail Mail, string Language, OwnWords Words, int Version);

/// <summary>
/// Keeps a merchant's own words. Errors: <c>forbidden</c>, <c>invalid_request</c>, <c>unknown_placeholder</c> with its
/// name, <c>conflict</c> on a stale version.
/// </summary>
public sealed class SaveMailWordingHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<MailWording>> HandleAsync(
        Actor actor, SaveMailWording command, CancellationToken cancellationToken)
    {
        if (actor.Scope is not { } merchant)
        {
            return new Forbidden();
        }

        if ((actor.Refuse(Permissions.SettingsWrite, merchant)
            ?? SpokenLanguages.Refuse(command.Language, "language")
            ?? command.Words.Refuse(command.Mail)) is { } refused)
        {
            return refused;
        }

        var now = time.GetInstant();
        await using var context = database.OpenFor(actor);
        var wording = await context.MailWordings.SingleOrDefaultAsync(
            one => one.MerchantId == merchant && one.Mail == command.Mail && one.Language == command.Language,
            cancellationToken) ?? Begin(context, merchant, command, now);
        if (wording.Version != command.Version)
        {
            return new Conflict();
        }

        var before = TellOf(wording);
        (wording.Subject, wording.Heading, wording.Intro) = command.Words;
        wording.Version++;
        wording.UpdatedAt = now;
        context.Record(
            actor,
            new AuditNote(
                AuditActions.MailWordingChanged,
                merchant,
                AuditTargets.Settings,
                $"{command.Mail.ToText()}.{command.Language}")
            {
                Before = before,
                After = TellOf(wording),
            },
            now);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException error) when (error is DbUpdateConcurrencyException || error.IsUniqueViolation())
        {
            return new Conflict();
        }

        return wording;
    }

    private static MailWording Begin(
        GiftCardsDbContext context, MerchantId merchant, SaveMailWording command, DateTimeOffset now)
    {
        var wording = new MailWording
        {
            MerchantId = merchant,
            Mail = command.Mail,
            Language = command.Language,
            UpdatedAt = now,
        };
        context.MailWordings.Add(wording);
        return wording;
    }

    private static object TellOf(MailWording wording) => new { wording.Subject, wording.Heading, wording.Intro };
}

/// <summary>Reads a merchant's own words.</summary>
public sealed class MailWordingQueries(GiftCardsDatabase database)
{
    /// <summary>The words of one mail in one language; null for none. Errors: <c>forbidden</c>.</summary>
    public async Task<Result<MailWording?>> GetAsync(
        Actor actor, WordedMail mail, string language, CancellationToken cancellationToken)
    {
        if (actor.RefuseHere(Permissions.SettingsRead, out var merchant) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        return await FindAsync(context, merchant, mail, language, cancellationToken);
    }

    /// <summary>The words for a mail about to leave; null where the merchant has none of its own.</summary>
    internal static async Task<OwnWords?> WordsAsync(
        GiftCardsDbContext context,
        MerchantId merchant,
        WordedMail mail,
        string language,
        CancellationToken cancellationToken) =>
        await FindAsync(context, merchant, mail, language, cancellationToken) is { } found
            ? new OwnWords(found.Subject, found.Heading, found.Intro)
            : null;

    private static Task<MailWording?> FindAsync(
        GiftCardsDbContext context,
        MerchantId merchant,
        WordedMail mail,
        string language,
        CancellationToken cancellationToken) =>
        context.MailWordings.AsNoTracking().SingleOrDefaultAsync(
            one => one.MerchantId == merchant && one.Mail == mail && one.Language == language, cancellationToken);
}
