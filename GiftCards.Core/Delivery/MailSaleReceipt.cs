using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Delivery;

/// <summary>Mail the receipt of a sale at the counter to the customer, who names the address.</summary>
/// <param name="Sale">The redemption.</param>
/// <param name="To">Where to; kept nowhere.</param>
/// <param name="Language">The customer's language, one that is spoken here.</param>
public sealed record MailSaleReceipt(TransactionId Sale, string To, string Language);

/// <summary>
/// Mails receipts: what was paid, nothing that a card could be spent with. It leaves at once and not through the
/// outbox, because the outbox keeps no addresses. Errors: <c>not_found</c>, <c>forbidden</c>, <c>invalid_request</c>,
/// <c>conflict</c> when the sale was taken back, wholly or in part, <c>rate_limited</c>.
/// </summary>
public sealed class MailSaleReceiptHandler(
    GiftCardsDatabase database, AttemptLimiter attempts, IMailSender mail, MailOptions options)
{
    private const int PerSale = 3;
    private const int PerPersonAndDay = 200;

    public async Task<Result<Done>> HandleAsync(
        Actor actor, MailSaleReceipt command, CancellationToken cancellationToken)
    {
        if (actor.Scope is not { } merchantId)
        {
            return new Forbidden();
        }

        var to = command.To.Trim();
        if ((actor.Refuse(Permissions.CardsRedeem, merchantId)
            ?? TextRules.RefuseEmail(to, "email")
            ?? SpokenLanguages.Refuse(command.Language, "language")) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var sale = await context.CardTransactions.AsNoTracking().SingleOrDefaultAsync(
            line => line.Id == command.Sale && (line.Type == EntryType.Redeem || line.Type == EntryType.Capture),
            cancellationToken);
        if (sale is null)
        {
            return new NotFound();
        }

        if ((await GivenBack.LeftAsync(context, sale, cancellationToken)).Minor != -sale.AmountMinor)
        {
            return new Conflict();
        }

        if (await RefuseMoreAsync(actor, sale, cancellationToken) is { } tooMany)
        {
            return tooMany;
        }

        var merchant = await context.Merchants.AsNoTracking()
            .SingleAsync(m => m.Id == sale.MerchantId, cancellationToken);
        var last4 = await context.CardsHonoured().Where(card => card.Id == sale.CardId)
            .Select(card => card.Last4)
            .SingleAsync(cancellationToken);
        var content = new SaleReceiptContent
        {
            Brand = MailBrand.Of(merchant),
            To = to,
            Language = command.Language,
            Bill = sale.Reference.PurchaseTotalMinor is { } bill ? new Money(bill, sale.Currency) : null,
            Paid = new Money(-sale.AmountMinor, sale.Currency),
            Remaining = new Money(sale.BalanceAfterMinor, sale.Currency),
            On = Instants.LocalDay(sale.At, merchant.Zone),
            Last4 = last4,
            ServiceName = sale.Reference.ServiceName,
            Location = sale.Reference.Location,
            Transaction = sale.Id.ToString(),
        };
        var id = options.MessageIdFor(Guid.NewGuid().ToString("N"));
        await mail.SendAsync(SaleReceiptMail.Compose(content, options, id), cancellationToken);
        return new Done();
    }

    private async Task<DomainError?> RefuseMoreAsync(
        Actor actor, CardTransaction sale, CancellationToken cancellationToken)
    {
        var day = TimeSpan.FromDays(1);
        var person = await attempts.TakeAsync("receipt", actor.Label, PerPersonAndDay, day, cancellationToken);
        return person.Error
            ?? (await attempts.TakeAsync("receipt", sale.Id.ToString(), PerSale, day, cancellationToken)).Error;
    }
}
