using System.Globalization;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Web.Security;

namespace GiftCards.Web.Components.Merchant;

/// <summary>
/// One sale at the counter, from the code to the receipt. Its idempotency key is made when the card is first seen and
/// stays with it, so that however often the cashier presses, and whatever gets lost on the way, the card pays once.
/// </summary>
public sealed partial class CounterSale(
    CardQueries cards,
    RedeemCardHandler redeem,
    SaleOutcomeQuery outcomes,
    GiveUpSaleHandler giveUp,
    GuessGuard guesses,
    ILogger<CounterSale> logger)
{
    private string key = "";
    private CardReference? reference;
    private RedeemCard? sent;
    private bool amountWasTyped;

    public SaleStep Step { get; private set; } = SaleStep.Code;

    /// <summary>What was typed or scanned: a code, or a one-time QR.</summary>
    public string Code { get; set; } = "";

    /// <summary>The card the code belongs to, whether or not it can be used.</summary>
    public CardView? Card { get; private set; }

    /// <summary>Why the last step was refused.</summary>
    public DomainError? Refusal { get; private set; }

    /// <summary>The last question could not be answered; nothing was at stake.</summary>
    public bool CheckFailed { get; private set; }

    /// <summary>
    /// Whether the card has paid is not known. The sale is kept as it was sent; sending it again is safe.
    /// </summary>
    public bool IsUncertain { get; private set; }

    /// <summary>The one-time QR ended before the card had paid; the bill is kept for a new one.</summary>
    public bool QrEnded { get; private set; }

    public bool IsBusy { get; private set; }

    public string BillText { get; private set; } = "";

    public string AmountText { get; private set; } = "";

    public MerchantService? Service { get; private set; }

    public string Note { get; set; } = "";

    public SaleReceipt? Receipt { get; private set; }

    /// <summary>The bill, when what was typed is one.</summary>
    public Money? Bill =>
        Card is not null && MoneyText
            .TryParse(BillText, Card.Balance.Currency, Culture, out var bill) && bill.IsPositive
        ? bill
        : null;

    /// <summary>What the card will pay: the least of what was typed, what is available and the bill.</summary>
    public Money? Applied =>
        Bill is { } bill && MoneyText.TryParse(AmountText, bill.Currency, Culture, out var asked) && asked.IsPositive
        ? RedemptionPolicy.LeastOf(asked, bill, Card!.Available)
        : null;

    /// <summary>What the customer pays by other means.</summary>
    public Money? ToPay => Bill - Applied;

    /// <summary>What stays on the card.</summary>
    public Money? Left => Card?.Balance - Applied;

    public bool CanApply => Step == SaleStep.Bill && !IsBusy && Applied is not null;

    private static CultureInfo Culture => CultureInfo.CurrentCulture;

    /// <summary>Asks what the code is. A card that can be used leads on to the bill.</summary>
    public async Task CheckAsync(
        Func<CancellationToken, Task<Result<Actor>>> staff, CancellationToken cancellationToken)
    {
        if (IsBusy)
        {
            return;
        }

        Begin();
        Card = null;
        try
        {
            // Gives way once, so that the screen shows that something is going on.
            await Task.Yield();
            var actor = await staff(cancellationToken);
            var answer = actor.IsOk ? await LookUpAsync(actor.Value, cancellationToken) : actor.Error;
            if (answer.IsOk)
            {
                Accept(answer.Value);
            }
            else
            {
                Refusal = answer.Error;
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            CheckFailed = true;
            logger.LogError(error, "A card could not be looked up at the counter");
        }
        finally
        {
            IsBusy = false;
        }
    }

    // Whoever stands at a counter may mistype; whoever tries one code after another has to wait.
    private async Task<Result<CardValidation>> LookUpAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (guesses.RefuseCode(actor.Label) is { } waiting)
        {
            return waiting;
        }

        var found = await cards.ValidateAsync(actor, Code, cancellationToken);
        var missed = found is { IsOk: true, Value.Reason: CardNotFound }
            ? await guesses.MissedCodeAsync(actor.Label, cancellationToken)
            : null;
        return missed is null ? found : missed;
    }

    public void EnterBill(string? text)
    {
        BillText = text ?? "";
        if (!amountWasTyped)
        {
            Suggest();
        }
    }

    public void EnterAmount(string? text)
    {
        AmountText = text ?? "";
        amountWasTyped = AmountText.Length > 0;
    }

    /// <summary>Chooses what the customer had; its price becomes the bill.</summary>
    public void Choose(MerchantService? service)
    {
        Service = service;
        if (service is not null && Card is not null)
        {
            EnterBill(MoneyText.FormatInput(new Money(service.PriceMinor, Card.Balance.Currency), Culture));
        }
    }

    /// <summary>Lets the card pay. Called again while it runs, or when it has paid, it does nothing.</summary>
    public async Task ApplyAsync(Func<CancellationToken, Task<Result<Actor>>> staff)
    {
        if (!CanApply)
        {
            return;
        }

        // A second try must ask for exactly what the first one asked for, or its key would not fit.
        var again = IsUncertain;
        var command = again ? sent! : new RedeemCard(reference!, Applied!.Value, Bill, ReferenceOf());
        sent = command;
        Begin();
        try
        {
            await Task.Yield();

            // No token: a cashier who leaves the page must not stop a payment half-way.
            var actor = await staff(CancellationToken.None);
            var answer = actor.IsOk ? await redeem
                .HandleAsync(actor.Value, command, key, CancellationToken.None) : actor.Error;
            if (actor.IsOk && !answer.IsOk && again)
            {
                // The first try may have come through just now, and be what this one was refused for.
                answer = await redeem.HandleAsync(actor.Value, command, key, CancellationToken.None);
            }

            Settle(command, answer);
        }
        catch (Exception error)
        {
            IsUncertain = true;
            logger.LogError(error, "It is not known whether a redemption at the counter went through");
        }
        finally
        {
            IsBusy = false;
        }
    }

    /// <summary>Goes back to the code, for another card; what was typed about the bill stays.</summary>
    public void ChangeCard()
    {
        (Step, Card, reference, Code) = (SaleStep.Code, null, null, "");
        (Refusal, CheckFailed, IsUncertain, QrEnded) = (null, false, false, false);
        Resumption = Resumption.None;
    }

    private void Begin()
    {
        (IsBusy, Refusal, CheckFailed, IsUncertain, QrEnded) = (true, null, false, false, false);
    }

    private void Accept(CardValidation found)
    {
        (Card, Refusal) = (found.GiftCard, found.Reason);
        if (!found.IsValid)
        {
            return;
        }

        reference = new CardReference(null, Code.Trim());
        key = Guid.NewGuid().ToString();
        (Answers, Resumption, Step) = (0, Resumption.None, SaleStep.Bill);
        amountWasTyped = false;
        Suggest();
    }

    private void Suggest() =>
        AmountText = Bill is { } bill ? MoneyText.FormatInput(Money.Min(bill, Card!.Available), Culture) : "";

    private SaleReference ReferenceOf() => new()
    {
        ServiceId = Service?.Id,
        ServiceName = Service?.Name,
        Note = string.IsNullOrWhiteSpace(Note) ? null : Note.Trim(),
    };

    private void Settle(RedeemCard command, Result<Answer<Redemption>> answer)
    {
        if (answer.IsOk)
        {
            Receipt = new SaleReceipt(
                answer.Value.Value, command.PurchaseTotal!.Value, Service, command.Reference.Note);
            Step = SaleStep.Receipt;
        }
        else if (answer.Error is CardNotFound && OneTimeQr.IsToken(Code))
        {
            ChangeCard();
            QrEnded = true;
        }
        else
        {
            Answers++;
            Refusal = answer.Error;
            Resumption = Resumption.None;
        }
    }
}
