using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Onboarding;
using GiftCards.Core.Persistence;
using GiftCards.Core.Verification.Identifiers;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Verification;

/// <summary>Say who the business is before the law.</summary>
public sealed record SaveRecord(string LegalName, string TaxId, string RegistrationNumber);

/// <summary>
/// Keeps what the owner says and runs the checks. A number that looks wrong is kept too, because the rules may be wrong
/// and not the owner: then a person looks. With the approval it is settled. Errors: <c>forbidden</c>,
/// <c>invalid_request</c>, <c>field_settled</c>.
/// </summary>
public sealed class SaveRecordHandler(
    GiftCardsDatabase database, Protector protector, VerificationRun verification, TimeProvider time)
{
    private const int MaxNumber = 40;

    public async Task<Result<Done>> HandleAsync(Actor actor, SaveRecord command, CancellationToken cancellationToken)
    {
        if (OwnerRights.Refuse(actor, out var id) is { } refused)
        {
            return refused;
        }

        if ((TextRules.RefuseName(command.LegalName, "legalName")
            ?? TextRules.RefuseLine(command.TaxId, "taxId", MaxNumber)
            ?? TextRules.RefuseLine(command.RegistrationNumber, "registrationNumber", MaxNumber)) is { } invalid)
        {
            return invalid;
        }

        await using var context = database.OpenAcrossMerchants(); // The actor's own; its tax id is sought among all.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var merchant = await context.Merchants.AsNoTracking().SingleAsync(m => m.Id == id, cancellationToken);
        if (merchant.Status is MerchantStatus.Approved or MerchantStatus.Suspended)
        {
            return new FieldSettled("legalName");
        }

        await KeepAsync(context, merchant, command, cancellationToken);
        await verification.RunAsync(context, id, cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        verification.Wake();
        return new Done();
    }

    private async Task KeepAsync(
        GiftCardsDbContext context, Merchant merchant, SaveRecord command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var record = await context.BusinessRecords.SingleOrDefaultAsync(
            r => r.MerchantId == merchant.Id, cancellationToken);
        if (record is null)
        {
            record = new BusinessRecord { MerchantId = merchant.Id, UpdatedAt = now };
            context.BusinessRecords.Add(record);
        }

        var plain = IdentifierRules.Plain(command.TaxId);
        record.LegalName = command.LegalName.Trim();
        record.TaxId = command.TaxId.Trim();
        record.RegistrationNumber = command.RegistrationNumber.Trim();
        record.TaxIdHash = plain.Length == 0 ? null : protector.Sign("tax-id", $"{merchant.Country}\n{plain}");
        record.UpdatedAt = now;
        await context.SaveChangesAsync(cancellationToken);
    }
}
