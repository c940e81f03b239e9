using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Files;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace GiftCards.Core.Onboarding;

/// <summary>
/// Saves the second step: the rules by which cards are sold and used. Errors: those of
/// <see cref="UpdateGiftCardSettingsHandler"/>.
/// </summary>
public sealed class SaveProgrammeHandler(
    GiftCardsDatabase database, UpdateGiftCardSettingsHandler update, TimeProvider time)
{
    public async Task<Result<MerchantSettings>> HandleAsync(
        Actor actor, UpdateGiftCardSettings command, CancellationToken cancellationToken)
    {
        if (OwnerRights.Refuse(actor, out var id) is { } refused)
        {
            return refused;
        }

        var saved = await update.HandleAsync(actor, id, command, cancellationToken);
        if (saved.IsOk)
        {
            var now = time.GetInstant();
            await using var context = database.OpenFor(actor);
            await StepMark.SetAsync(context, id, set => set.SetProperty(o => o.ProgrammeAt, now), cancellationToken);
        }

        return saved;
    }
}

/// <summary>
/// Saves the third step: how the business takes its cards. Errors: <c>forbidden</c>, <c>invalid_request</c>.
/// </summary>
public sealed class SaveRedeemingHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, RedeemingWay way, CancellationToken cancellationToken)
    {
        if (OwnerRights.Refuse(actor, out var id) is { } refused)
        {
            return refused;
        }

        if (!Enum.IsDefined(way))
        {
            return new InvalidRequest("way", InvalidReason.Choice);
        }

        var now = time.GetInstant();
        await using var context = database.OpenFor(actor);
        await StepMark.SetAsync(
            context,
            id,
            set => set.SetProperty(o => o.RedeemingAt, now).SetProperty(o => o.RedeemingWay, way),
            cancellationToken);
        return new Done();
    }
}

/// <summary>Choose how the business's pages, cards and mails look.</summary>
/// <param name="Color">Its colour, <c>#RRGGBB</c>; whatever it is, text on it stays readable.</param>
/// <param name="Look">The head of its mails.</param>
public sealed record SaveBranding(string Color, MailLook Look);

/// <summary>
/// Saves the fourth step. Errors: <c>forbidden</c>, <c>invalid_request</c> and, with a logo, those of a file.
/// </summary>
public sealed class SaveBrandingHandler(GiftCardsDatabase database, Protector protector, TimeProvider time)
{
    /// <summary>With a new logo in the place of the old one, or without.</summary>
    public async Task<Result<Done>> HandleAsync(
        Actor actor, SaveBranding command, IncomingFile? logo, CancellationToken cancellationToken)
    {
        if (OwnerRights.Refuse(actor, out var id) is { } refused)
        {
            return refused;
        }

        if (!BrandColor.TryParse(command.Color, out var color))
        {
            return new InvalidRequest("color", InvalidReason.Malformed);
        }

        if (!Enum.IsDefined(command.Look))
        {
            return new InvalidRequest("look", InvalidReason.Choice);
        }

        var taken = logo is null ? (Result<CleanFile>?)null
            : await FileStore.TakeAsync(logo, FileKind.Logo, cancellationToken);
        if (taken is { IsOk: false })
        {
            return taken.Value.Error!;
        }

        var now = time.GetInstant();
        await using var context = database.OpenFor(actor);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var merchant = await context.Merchants.SingleAsync(m => m.Id == id, cancellationToken);
        var before = BusinessAudit.Of(merchant, merchant.Currency);
        merchant.Color = color.ToHex();
        merchant.MailLook = command.Look;
        if (taken is { } clean)
        {
            await Logos.RemoveAsync(context, id, cancellationToken);
            merchant.LogoId = FileStore.Add(
                context,
                protector,
                FileStore.Describe(id, FileKind.Logo, actor.Person!.Value, logo!.Name, clean.Value, now),
                clean.Value).Id;
        }

        var after = BusinessAudit.Of(merchant, merchant.Currency);
        context.Record(actor, BusinessAudit.Note(id) with { Before = before, After = after }, now);
        await context.SaveChangesAsync(cancellationToken);
        await StepMark.SetAsync(context, id, set => set.SetProperty(o => o.BrandingAt, now), cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return new Done();
    }
}

/// <summary>Takes the logo away. Errors: <c>forbidden</c>.</summary>
public sealed class RemoveLogoHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (OwnerRights.Refuse(actor, out var id) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await Logos.RemoveAsync(context, id, cancellationToken);
        var merchant = await context.Merchants.SingleAsync(m => m.Id == id, cancellationToken);
        var before = new { merchant.LogoId };
        merchant.LogoId = null;
        context.Record(actor, BusinessAudit.Note(id) with { Before = before }, time.GetInstant());
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return new Done();
    }
}

/// <summary>A business's logo among the files.</summary>
internal static class Logos
{
    public static Task RemoveAsync(GiftCardsDbContext context, MerchantId id, CancellationToken cancellationToken) =>
        FileStore.RemoveAsync(
            context, context.Files.Where(f => f.MerchantId == id && f.Kind == FileKind.Logo), cancellationToken);
}

/// <summary>Marks a step as saved; a business that was set up without steps has none to mark.</summary>
internal static class StepMark
{
    public static Task SetAsync(
        GiftCardsDbContext context,
        MerchantId id,
        Action<UpdateSettersBuilder<BusinessOnboarding>> set,
        CancellationToken cancellationToken) =>
        context.Onboardings.Where(onboarding => onboarding.MerchantId == id)
            .ExecuteUpdateAsync(set, cancellationToken);
}
