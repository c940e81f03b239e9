using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;

namespace GiftCards.Web.Components.Merchant;

/// <summary>A sale over a connection that breaks: what the browser keeps of it, and how it is taken up again.</summary>
public sealed partial class CounterSale
{
    /// <summary>For how long a sale that did not arrive is sent without asking the cashier again.</summary>
    public static readonly TimeSpan SendsAlone = VoidRedemptionHandler.CashiersWindow;

    /// <summary>What became of a sale that the browser had kept.</summary>
    public Resumption Resumption { get; private set; }

    /// <summary>The idempotency key; empty until a card was found.</summary>
    public string Key => key;

    /// <summary>How often this sale was refused for good; afterwards nothing of it is under way.</summary>
    public int Answers { get; private set; }

    /// <summary>What the browser is to keep of the sale, as text; null where there is none yet.</summary>
    public string? Keep => Step == SaleStep.Bill && Card is not null
        ? new KeptSale
        {
            Key = key,
            Card = Card.Id.ToString(),
            IsQr = OneTimeQr.IsToken(Code),
            Culture = Culture.Name,
            Currency = Card.Balance.Currency.Code,
        }.ToJson()
        : null;

    /// <summary>
    /// Takes a kept sale up: asks the books what its key did, shows the receipt where the card has paid, and sends it
    /// once where nothing arrived.
    /// </summary>
    public async Task ResumeAsync(
        KeptSale kept,
        IReadOnlyList<MerchantService> services,
        Func<CancellationToken, Task<Result<Actor>>> staff)
    {
        if (IsBusy)
        {
            return;
        }

        Begin();
        var sends = false;
        try
        {
            await Task.Yield();
            var actor = await staff(CancellationToken.None);
            Refusal = actor.IsOk ? await ReadAsync(actor.Value, kept, services) : actor.Error;
            sends = Refusal is null && Resumption == Resumption.SentNow;
            if (Refusal is not null)
            {
                Resumption = Resumption.Failed;
            }
        }
        catch (Exception error)
        {
            Resumption = Resumption.Failed;
            logger.LogError(error, "It could not be asked what became of a sale that a browser had kept");
        }
        finally
        {
            IsBusy = false;
        }

        if (sends)
        {
            await ApplyAsync(staff);
        }
    }

    /// <summary>
    /// Goes back to the code. A sale that may be under way is given up first, so that it cannot arrive later; where it
    /// has arrived already its receipt is shown instead.
    /// </summary>
    public async Task LeaveAsync(
        IReadOnlyList<MerchantService> services, Func<CancellationToken, Task<Result<Actor>>> staff)
    {
        if (IsBusy)
        {
            return;
        }

        if (!IsUncertain && Resumption is not (Resumption.Waits or Resumption.SentNow))
        {
            ChangeCard();
            return;
        }

        IsBusy = true;
        try
        {
            await Task.Yield();
            var actor = await staff(CancellationToken.None);
            var outcome = actor.IsOk
                ? await giveUp.HandleAsync(actor.Value, key, CancellationToken.None)
                : actor.Error;
            if (!outcome.IsOk)
            {
                Refusal = outcome.Error;
            }
            else if (outcome.Value is { } paid)
            {
                Show(paid, services);
            }
            else
            {
                ChangeCard();
                Resumption = Resumption.GivenUp;
            }
        }
        catch (Exception error)
        {
            IsUncertain = true;
            logger.LogError(error, "A sale at the counter could not be given up");
        }
        finally
        {
            IsBusy = false;
        }
    }

    private async Task<DomainError?> ReadAsync(
        Actor actor, KeptSale kept, IReadOnlyList<MerchantService> services)
    {
        var outcome = kept.IsPressed
            ? await outcomes.HandleAsync(actor, kept.Key, CancellationToken.None)
            : (Redemption?)null;
        if (!outcome.IsOk)
        {
            return outcome.Error;
        }

        key = kept.Key;
        if (outcome.Value is { } paid)
        {
            Show(paid, services);
            return null;
        }

        if (!PublicId.TryParse<CardId>(kept.Card, out var id))
        {
            return new NotFound();
        }

        var card = await cards.GetAsync(actor, id, CancellationToken.None);
        if (!card.IsOk)
        {
            return card.Error;
        }

        (Card, reference, Step) = (card.Value, new CardReference(id, null), SaleStep.Bill);
        (BillText, AmountText) = kept.IsReadable ? (kept.Bill, kept.Amount) : ("", "");
        amountWasTyped = AmountText.Length > 0;
        if (!amountWasTyped)
        {
            Suggest();
        }

        (Note, Service) = (kept.Note, services.FirstOrDefault(service => service.Id == kept.Service));
        if (kept.IsQr)
        {
            ChangeCard();
            QrEnded = true;
            return null;
        }

        Resumption = kept switch
        {
            { IsPressed: false } => Resumption.Draft,
            { Age: >= 0 } when kept.Age < SendsAlone.TotalSeconds && Applied is not null => Resumption.SentNow,
            _ => Resumption.Waits,
        };
        return null;
    }

    private void Show(Redemption paid, IReadOnlyList<MerchantService> services)
    {
        var told = paid.Transaction.Reference;
        var bill = told.PurchaseTotalMinor is { } minor
            ? new Money(minor, paid.AmountApplied.Currency)
            : paid.AmountApplied;
        Service = services.FirstOrDefault(service => service.Id == told.ServiceId);
        Receipt = new SaleReceipt(paid, bill, Service, told.Note);
        (Step, Resumption, IsUncertain, Refusal) = (SaleStep.Receipt, Resumption.HadPaid, false, null);
    }
}
