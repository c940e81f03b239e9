using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Merchants;
using GiftCards.Core.Notifications;
using GiftCards.Core.Persistence;
using GiftCards.Core.Transfers;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Delivery;

/// <summary>
/// Sends the mails about transfers, one kind of them: the invitation to whoever is to receive it, and to its sender
/// what became of it.
/// </summary>
public sealed class TransferMailHandler(
    string type,
    GiftCardsDatabase database,
    IMailSender mail,
    MailOptions options,
    MailChoices choices,
    Protector protector) : IOutboxHandler
{
    /// <summary>The kinds of message that this takes; each gets a handler of its own.</summary>
    public static readonly IReadOnlyList<string> Types =
        [OutboxTypes.TransferInvitation, OutboxTypes.TransferClaimed, OutboxTypes.TransferReturned];

    public string Type => type;

    // An invitation brings something; the others only tell of it.
    private bool IsNews => type != OutboxTypes.TransferInvitation;

    public async Task<OutboxOutcome> HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the message's own transfer.
        if (!PublicId.TryParse<TransferId>(message.Subject, out var id)
            || await context.Transfers.AsNoTracking()
                .SingleOrDefaultAsync(row => row.MerchantId == message.MerchantId && row.Id == id, cancellationToken)
                is not { } transfer)
        {
            return OutboxOutcome.SubjectMissing;
        }

        if (await ReaderAsync(context, transfer, cancellationToken) is not { } reader
            || (IsNews && !await choices.AllowsAsync(
                context, reader.Email, NotificationTopic.Passing, cancellationToken)))
        {
            return OutboxOutcome.Done;
        }

        if (!TextRules.IsOneAddress(reader.Email))
        {
            return OutboxOutcome.AddressUnusable;
        }

        var content = await DescribeAsync(context, transfer, reader, cancellationToken);
        var name = options.MessageIdFor(message.Id.ToString());
        await mail.SendAsync(
            type switch
            {
                OutboxTypes.TransferInvitation => TransferMails.Invitation(content, options, name),
                OutboxTypes.TransferClaimed => TransferMails.Claimed(content, options, name),
                _ => TransferMails.Returned(content, options, name),
            },
            cancellationToken);
        return OutboxOutcome.Done;
    }

    // Null when there is nothing to tell any more: it was withdrawn before the mail left, or its sender is gone.
    private async Task<Reader?> ReaderAsync(
        GiftCardsDbContext context, Transfer transfer, CancellationToken cancellationToken)
    {
        if (type == OutboxTypes.TransferInvitation)
        {
            return transfer is { ToEmailHash: { } hash, ToEmail: { } email }
                && transfer.ReadClaimCode(protector) is { } code
                    ? new Reader(
                        email, await LanguageAsync(context, hash, cancellationToken) ?? transfer.Language, code.Path)
                    : null;
        }

        var sender = await context.Users.AsNoTracking().SingleOrDefaultAsync(
            user => user.Id == transfer.SenderId.Value, cancellationToken);
        return sender?.Email is { } address ? new Reader(address, sender.Language, "/wallet") : null;
    }

    private static async Task<string?> LanguageAsync(
        GiftCardsDbContext context, byte[] address, CancellationToken cancellationToken)
    {
        var index = Convert.ToHexString(address);
        return await context.Users
            .Where(user => user.NormalizedEmail == index && user.EmailConfirmed)
            .Select(user => user.Language)
            .SingleOrDefaultAsync(cancellationToken);
    }

    private async Task<TransferMailContent> DescribeAsync(
        GiftCardsDbContext context, Transfer transfer, Reader reader, CancellationToken cancellationToken)
    {
        var card = await context.Cards.AsNoTracking()
            .SingleAsync(row => row.MerchantId == transfer.MerchantId && row.Id == transfer.CardId, cancellationToken);
        var merchant = await Sellers.MerchantAsync(context, card.MerchantId, card.Currency, cancellationToken);
        return new TransferMailContent
        {
            Brand = MailBrand.Of(merchant),
            To = reader.Email,
            StopUrl = IsNews ? choices.StopUrl(reader.Email, NotificationTopic.Passing, reader.Language) : null,
            Language = reader.Language,
            SenderName = transfer.SenderName,
            Message = transfer.Message,
            Value = transfer.Amount ?? card.Balance,
            IsPart = !transfer.IsWhole,
            LastValidDay = CardCertificates.LastValidDay(card, merchant),
            LastDay = transfer.LastFullDay(merchant.Zone),
            Url = options.Link(reader.Path),
        };
    }

    private sealed record Reader(string Email, string Language, string Path);
}
