using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Holds;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Refunds;
using GiftCards.Tests.Support;

namespace GiftCards.Tests.Faults.Model;

/// <summary>Takes steps through the use cases, as an owner of the merchant; a second owner approves.</summary>
public sealed class HandlerClient(TestWorld world, Merchant merchant) : ICardClient
{
    private readonly Actor owner = TestWorld.StaffOf(merchant);
    private readonly Actor other = TestWorld.StaffOf(merchant);

    public Task<Reply> SendAsync(Step step, KnownCard? card, CancellationToken cancellationToken) => step.Act switch
    {
        Act.Issue => Tell(
            Get<IssueCardHandler>().HandleAsync(owner, new IssueCard(MoneyOf(step), CardSource.Promotion), step.Key, cancellationToken),
            issued => Of(null, issued.GiftCard) with { Card = issued.GiftCard.Id, CardCode = issued.Code, Minor = step.Minor!.Value }),
        Act.Redeem => Tell(
            Get<RedeemCardHandler>().HandleAsync(owner, RedeemOf(step, card!), step.Key, cancellationToken),
            redeemed => Of(redeemed.Transaction, redeemed.GiftCard)),
        Act.Hold => Tell(
            Get<PlaceHoldHandler>().HandleAsync(
                owner, new PlaceHold(card!.Id, MoneyOf(step), step.Until), step.Key, cancellationToken),
            held => Of(held.Transaction, held.GiftCard) with { Hold = held.Hold.Id }),
        Act.Capture => Tell(
            Get<CaptureHoldHandler>().HandleAsync(
                owner, new CaptureHold(step.Hold!.Value, MaybeMoneyOf(step)), step.Key, cancellationToken),
            captured => Of(captured.Transaction, captured.GiftCard)),
        Act.Release => Tell(
            Get<ReleaseHoldHandler>().HandleAsync(owner, new ReleaseHold(step.Hold!.Value), step.Key, cancellationToken),
            released => Of(released.Transaction, released.GiftCard)),
        Act.Void => Tell(
            Get<VoidRedemptionHandler>().HandleAsync(
                owner, new VoidRedemption(step.Sale!.Value, MaybeMoneyOf(step), "Wrong customer"), step.Key, cancellationToken),
            Of),
        Act.Load => Tell(
            Get<LoadCardHandler>().HandleAsync(
                owner, new LoadCard(card!.Id, MoneyOf(step), LoadMethod.Cash, null), step.Key, cancellationToken),
            Of),
        Act.Adjust => Tell(
            Get<AdjustBalanceHandler>().HandleAsync(
                owner,
                new AdjustBalance(card!.Id, MoneyOf(step), AdjustmentReason.Correction, null),
                step.Key,
                cancellationToken),
            adjusted => adjusted.Done is { } done ? Of(done) : new Reply { Approval = adjusted.Awaiting }),
        Act.Approve => Tell(
            Get<ApproveAdjustmentHandler>().HandleAsync(
                other, new ApproveAdjustment(step.Approval!.Value), step.Key, cancellationToken),
            Of),
        Act.Block => Tell(
            Get<BlockCardHandler>().HandleAsync(owner, new BlockCard(card!.Id, "Lost"), step.Key, cancellationToken), Of),
        Act.Unblock => Tell(
            Get<UnblockCardHandler>().HandleAsync(owner, new UnblockCard(card!.Id, "Found"), step.Key, cancellationToken), Of),
        Act.Cancel => Tell(
            Get<CancelCardHandler>().HandleAsync(owner, new CancelCard(card!.Id, "By mistake", false), step.Key, cancellationToken), Of),
        Act.Refund => Tell(
            Get<RefundCardHandler>().HandleAsync(
                owner, new RefundCard(card!.Id, MaybeMoneyOf(step), "Changed their mind"), step.Key, cancellationToken),
            refunded => Of(refunded.Transaction, refunded.GiftCard)),
        Act.Reinstate => Tell(
            Get<ReinstateCardHandler>().HandleAsync(
                owner, new ReinstateCard(card!.Id, "Was ill", step.Until!.Value), step.Key, cancellationToken),
            Of),
        _ => throw new ArgumentOutOfRangeException(nameof(step)),
    };

    private T Get<T>()
        where T : notnull => world.Get<T>();

    private RedeemCard RedeemOf(Step step, KnownCard card) => new(
        step.Minor % 2 == 0 ? new CardReference(card.Id, null) : new CardReference(null, card.Code),
        MoneyOf(step),
        step.Total is { } total ? new Money(total, CurrencyOf(step)) : null,
        SaleReference.None);

    private Money MoneyOf(Step step) => new(step.Minor!.Value, CurrencyOf(step));

    private Money? MaybeMoneyOf(Step step) => step.Minor is null ? null : MoneyOf(step);

    private Currency CurrencyOf(Step step) => step.IsForeignCurrency ? Currency.Of("KWD") : merchant.Currency;

    private static Reply Of(CardChange change) => Of(change.Transaction, change.GiftCard);

    private static Reply Of(TransactionView? line, CardView card) => new()
    {
        Transaction = line?.Id,
        Minor = line?.Amount.Minor ?? 0,
        Balance = card.Balance.Minor,
        Available = card.Available.Minor,
        Status = card.Status.ToText(),
    };

    private static async Task<Reply> Tell<T>(Task<Result<Answer<T>>> asked, Func<T, Reply> told)
    {
        var answer = await asked;
        return answer.IsOk
            ? told(answer.Value.Value) with { IsReplay = answer.Value.IsReplay }
            : new Reply { Code = answer.Error.Code };
    }
}
