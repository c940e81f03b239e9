using System.Globalization;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;

namespace GiftCards.Web.Components.Merchant;

/// <summary>
/// One card sold at the counter. Like a sale it has one key, so that one card is issued however often is pressed.
/// </summary>
public sealed class CounterIssue(IssueCardHandler issue, Currency currency, ILogger<CounterIssue> logger)
{
    private readonly string key = Guid.NewGuid().ToString();
    private IssueCard? sent;

    public string AmountText { get; set; } = "";

    public string RecipientName { get; set; } = "";

    public string RecipientEmail { get; set; } = "";

    public string Message { get; set; } = "";

    public DomainError? Refusal { get; private set; }

    /// <summary>Whether the card exists is not known; pressing again is safe.</summary>
    public bool IsUncertain { get; private set; }

    public bool IsBusy { get; private set; }

    /// <summary>The card with its code, which is shown this once.</summary>
    public IssuedCard? Issued { get; private set; }

    public bool CanIssue => !IsBusy && Issued is null && (IsUncertain || Amount is not null);

    /// <summary>The card's value, when what was typed is one.</summary>
    public Money? Amount =>
        MoneyText.TryParse(AmountText, currency, CultureInfo.CurrentCulture, out var amount) && amount.IsPositive
        ? amount
        : null;

    /// <summary>Takes one of the amounts that are offered.</summary>
    public void Take(Money preset) => AmountText = MoneyText.FormatInput(preset, CultureInfo.CurrentCulture);

    /// <summary>Issues the card. Called again while it runs, or when there is a card, it does nothing.</summary>
    public async Task IssueAsync(Func<CancellationToken, Task<Result<Actor>>> staff, string language)
    {
        if (!CanIssue)
        {
            return;
        }

        var command = IsUncertain ? sent! : CommandFor(Amount!.Value, language);
        sent = command;
        (IsBusy, Refusal, IsUncertain) = (true, null, false);
        try
        {
            await Task.Yield();
            var actor = await staff(CancellationToken.None);
            var answer = actor.IsOk ? await issue
                .HandleAsync(actor.Value, command, key, CancellationToken.None) : actor.Error;
            Issued = answer.IsOk ? answer.Value.Value : null;
            Refusal = answer.Error;
        }
        catch (Exception error)
        {
            IsUncertain = true;
            logger.LogError(error, "It is not known whether a card was issued at the counter");
        }
        finally
        {
            IsBusy = false;
        }
    }

    private IssueCard CommandFor(Money amount, string language)
    {
        var recipient = new Party(TextOrNull(RecipientName), TextOrNull(RecipientEmail));
        return new IssueCard(amount, CardSource.Counter)
        {
            Recipient = recipient is { Name: null, Email: null } ? null : recipient,
            Message = TextOrNull(Message),
            Delivery = recipient.Email is null ? DeliveryMethod.Print : DeliveryMethod.Email,
            Language = language,
        };
    }

    private static string? TextOrNull(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
