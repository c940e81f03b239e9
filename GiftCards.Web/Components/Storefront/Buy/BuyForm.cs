using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;

namespace GiftCards.Web.Components.Storefront.Buy;

/// <summary>Everything the buyer chose and typed before paying: one or more gifts, and the buyer.</summary>
public sealed class BuyForm
{
    private MerchantProfile merchant;
    private byte[]? file;
    private (Money? Each, RecipientList? Found) people;

    /// <summary>
    /// An empty form; <paramref name="preset"/> is the amount in minor units that was chosen on the way here.
    /// </summary>
    public BuyForm(MerchantProfile merchant, long? preset = null)
    {
        this.merchant = merchant;
        Gifts = [GiftDraft.For(merchant)];
        Current.PresetMinor = merchant.Settings.PresetsMinor.Contains(preset ?? 0) ? preset : Current.PresetMinor;
    }

    /// <summary>At least one, at most what one order holds.</summary>
    public List<GiftDraft> Gifts { get; }

    /// <summary>Which of the gifts is being edited.</summary>
    public int CurrentIndex { get; set; }

    public GiftDraft Current => Gifts[CurrentIndex];

    public string BuyerName { get; set; } = "";

    public string BuyerEmail { get; set; } = "";

    public string BuyerPhone { get; set; } = "";

    public bool CanAdd => !IsList && Gifts.Count < Order.MaxItems;

    /// <summary>Whether the people stand in a file; the one gift then says what is the same for all of them.</summary>
    public bool IsList { get; set; }

    /// <summary>
    /// The people of the file; null before one was read. Who has no amount there gets the one that is chosen now.
    /// </summary>
    public RecipientList? People
    {
        get
        {
            if (file is not null && people.Each != Current.AmountAt(merchant))
            {
                Read(file);
            }

            return people.Found;
        }
        set => (file, people) = (null, (null, value));
    }

    /// <summary>What is to be paid so far; gifts that are not whole yet count nothing.</summary>
    public Money Total => IsList ? TotalOfList() : Gifts
        .Where(gift => gift.Count is not null && gift.AmountAt(merchant) is not null)
        .Aggregate(
            Money.Zero(merchant.Merchant.Currency),
            (sum, gift) => sum + (gift.PriceAt(merchant)!.Price * gift.Count!.Value));

    private Currency Currency => merchant.Merchant.Currency;

    /// <summary>Goes on with what the merchant offers now: its prices, and a design that there still is.</summary>
    public void Follow(MerchantProfile now)
    {
        merchant = now;
        Gifts.ForEach(gift => gift.Follow(now));
        if (file is not null)
        {
            Read(file);
        }
    }

    /// <summary>Reads the people of a file, and keeps it for when another amount is chosen.</summary>
    public void Read(byte[] list)
    {
        file = list;
        var each = Current.AmountAt(merchant);
        people = (each, RecipientList.Read(list, merchant.Settings, each));
    }

    /// <summary>Adds a gift for somebody else, with the amount and design of the present one.</summary>
    public void Add()
    {
        var next = GiftDraft.For(merchant);
        next.PresetMinor = Current.PresetMinor;
        next.OwnAmount = Current.OwnAmount;
        next.Design = Current.Design;
        next.Zone = Current.Zone;
        Gifts.Add(next);
        CurrentIndex = Gifts.Count - 1;
    }

    /// <summary>Removes a gift; the last one stays.</summary>
    public void Remove(int index)
    {
        if (Gifts.Count > 1)
        {
            Gifts.RemoveAt(index);
            CurrentIndex = Math.Min(CurrentIndex > index ? CurrentIndex - 1 : CurrentIndex, Gifts.Count - 1);
        }
    }

    /// <summary>Takes over what an order holds that was placed before the page was loaded again.</summary>
    public void Fill(OrderView order)
    {
        Gifts.Clear();
        IsList = order.Items.Count > Order.MaxItems;
        People = IsList
            ? new RecipientList(
                [.. order.Items.Select(item => new RecipientRow(
                    item.Line + 1,
                    item.RecipientName,
                    item.RecipientEmail ?? "",
                    new Money(item.AmountMinor, order.Total.Currency),
                    item.Message,
                    null))])
            : null;
        Gifts.AddRange(order.Items.Take(IsList ? 1 : Order.MaxItems).Select(item => GiftDraft.Of(item, merchant)));
        CurrentIndex = 0;
        BuyerName = order.Purchaser.Name ?? "";
        BuyerEmail = order.Purchaser.Email ?? "";
    }

    /// <summary>Takes over what this tab kept; the file of a list is to be chosen again.</summary>
    public void Fill(BuyDraft draft)
    {
        Gifts.Clear();
        Gifts.AddRange(draft.GiftsAt(merchant));
        IsList = draft.IsList && Gifts.Count == 1;
        People = null;
        CurrentIndex = Math.Clamp(draft.Index, 0, Gifts.Count - 1);
        BuyerName = draft.BuyerName ?? "";
        BuyerEmail = draft.BuyerEmail ?? "";
        BuyerPhone = draft.BuyerPhone ?? "";
    }

    /// <summary>The command; to be asked only once every field was accepted.</summary>
    public PlaceOrder ToCommand(string language) => new(
        merchant.Merchant.Slug,
        IsList ? ItemsOfList(language) : [.. Gifts.Select(gift => gift.ToItem(merchant, language))],
        new Purchaser(BuyerName.Trim(), BuyerEmail.Trim(), GiftDraft.Text(BuyerPhone)))
    {
        Language = language,
        IsList = IsList,
        ShownTotal = Total,
    };

    // A campaign lowers the price of each card, as it does where the order is placed.
    private Money TotalOfList() => (People?.Rows ?? [])
        .Where(row => row.Error is null && row.Amount is not null)
        .Aggregate(Money.Zero(Currency), (sum, row) => sum + merchant.PriceOf(row.Amount!.Value).Price);

    private List<PlaceOrderItem> ItemsOfList(string language)
    {
        var same = Current.ToListItem(merchant, language);
        return
        [
            .. People!.Rows.Select(row => same with
            {
                Amount = row.Amount!.Value,
                Recipient = new Party(row.Name, row.Email),
                Message = row.Message ?? same.Message,
            }),
        ];
    }
}
