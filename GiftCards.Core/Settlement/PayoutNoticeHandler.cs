using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Settlement;

/// <summary>Writes to a business's owners about a payout, each in their own language.</summary>
public sealed class PayoutNoticeHandler(
    GiftCardsDatabase database, IMailSender mail, MailOptions options, string type) : IOutboxHandler
{
    public static readonly IReadOnlyList<string> Types =
    [
        OutboxTypes.PayoutCreated, OutboxTypes.PayoutPaid, OutboxTypes.PayoutFailed, OutboxTypes.PayoutPartlyBack,
    ];

    public string Type => type;

    public async Task<OutboxOutcome> HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the message's own business and payout.
        if (!PublicId.TryParse<PayoutId>(message.Subject, out var id))
        {
            return OutboxOutcome.SubjectMissing;
        }

        var rows = context.Payouts.AsNoTracking()
            .Where(row => row.MerchantId == message.MerchantId && row.Id == id);
        if (await PayoutRows.ReadAsync(context, rows, cancellationToken) is not [var payout])
        {
            return OutboxOutcome.SubjectMissing;
        }

        var (merchant, owners) = await BusinessOwners.OfAsync(context, message.MerchantId, cancellationToken);
        foreach (var owner in owners)
        {
            await mail.SendAsync(
                PayoutMails.OfPayout(payout, type, merchant, owner, options, options.MessageIdFor($"{message.Id}-{owner.UserId}")),
                cancellationToken);
        }

        return OutboxOutcome.Done;
    }
}

/// <summary>Writes to a business's owners about the account they are paid to.</summary>
public sealed class BankAccountNoticeHandler(GiftCardsDatabase database, IMailSender mail, MailOptions options)
    : IOutboxHandler
{
    public string Type => OutboxTypes.BankAccountNotice;

    public async Task<OutboxOutcome> HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the message's own business and account.
        if (!PublicId.TryParse<BankAccountId>(message.Subject, out var id)
            || await context.BankAccounts.AsNoTracking().SingleOrDefaultAsync(
                row => row.MerchantId == message.MerchantId && row.Id == id, cancellationToken) is not { } account)
        {
            return OutboxOutcome.SubjectMissing;
        }

        var (merchant, owners) = await BusinessOwners.OfAsync(context, message.MerchantId, cancellationToken);
        foreach (var owner in owners)
        {
            await mail.SendAsync(
                PayoutMails.OfAccount(
                    BankAccountView.Of(account), merchant, owner, options, options.MessageIdFor($"{message.Id}-{owner.UserId}")),
                cancellationToken);
        }

        return OutboxOutcome.Done;
    }
}

/// <summary>Writes to a business's owners that their account at Stripe needs them, unless it has been mended.</summary>
public sealed class ConnectNoticeHandler(GiftCardsDatabase database, IMailSender mail, MailOptions options)
    : IOutboxHandler
{
    public string Type => OutboxTypes.ConnectNotice;

    public async Task<OutboxOutcome> HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the message's own business.
        var account = await context.ConnectAccounts.AsNoTracking()
            .SingleOrDefaultAsync(row => row.MerchantId == message.MerchantId, cancellationToken);
        if (account is null)
        {
            return OutboxOutcome.SubjectMissing;
        }

        var standing = ConnectStanding.Of(account);
        if (!standing.IsClosed && standing.BankFailure is null)
        {
            return OutboxOutcome.Done;
        }

        var (merchant, owners) = await BusinessOwners.OfAsync(context, message.MerchantId, cancellationToken);
        foreach (var owner in owners)
        {
            await mail.SendAsync(
                PayoutMails.OfConnect(
                    standing, merchant, owner, options, options.MessageIdFor($"{message.Id}-{owner.UserId}")),
                cancellationToken);
        }

        return OutboxOutcome.Done;
    }
}
