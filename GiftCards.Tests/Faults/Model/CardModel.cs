using GiftCards.Core.Common;

namespace GiftCards.Tests.Faults.Model;

/// <summary>
/// A card, simply: what each step does to it and why it may not. It knows nothing of databases, locks and retries;
/// whatever the application answers must be what this would have answered at some moment while the call ran.
/// </summary>
public static class CardModel
{
    /// <summary>What a step comes to.</summary>
    /// <param name="step">What is asked.</param>
    /// <param name="card">The card.</param>
    /// <param name="later">
    /// The card at a second look, for steps that look at two things one after the other; the same card otherwise.
    /// </param>
    /// <param name="now">The instant.</param>
    public static Verdict Decide(Step step, ModelCard card, ModelCard later, DateTimeOffset now) =>
        Invalid(step, now) is { } invalid ? invalid : step.Act switch
        {
            Act.Redeem => Redeem(step, card, now),
            Act.Hold => Hold(step, card, now),
            Act.Capture => Capture(step, card, later, now),
            Act.Release => Release(step, card, now),
            Act.Void => Void(step, card, later, now),
            Act.Load => Load(step, card, now),
            Act.Adjust => Adjust(step, card, now),
            Act.Approve => card.Approved.Contains(step.Approval!.Value) ? "conflict" : Approve(step, later, now),
            Act.Block => Block(card, now),
            Act.Unblock => Unblock(card, now),
            Act.Cancel => Cancel(card, now),
            Act.Refund => Refund(step, card, later, now),
            Act.Reinstate => Reinstate(step, card, now),
            _ => throw new ArgumentOutOfRangeException(nameof(step)),
        };

    /// <summary>The job finds the card past its validity.</summary>
    public static ModelCard? Expire(ModelCard card, DateTimeOffset now) =>
        card.Status is "active" or "partially_used" && card.ExpiresAt <= now
            ? card.End("expired") with { Breakage = card.Breakage + card.Balance }
            : null;

    /// <summary>The job finds a hold of that size past its time.</summary>
    public static ModelCard? ExpireHold(ModelCard card, long minor, DateTimeOffset now)
    {
        var due = card.Holds.FirstOrDefault(
            hold => hold.Value.IsOpen && hold.Value.ExpiresAt <= now && hold.Value.Minor == minor);
        return due.Value is null ? null : Close(card, due.Key);
    }

    // What is wrong with the step whatever the card.
    private static string? Invalid(Step step, DateTimeOffset now)
    {
        var amount = step.Minor is { } minor && (minor is < 1 or > AmountLimits.LargestMinor);
        return step.Act switch
        {
            Act.Redeem or Act.Hold or Act.Capture or Act.Void or Act.Refund when amount => "amount_out_of_range",
            Act.Adjust when step.Minor is 0 or < -AmountLimits.LargestMinor or > AmountLimits.LargestMinor =>
                "amount_out_of_range",
            Act.Redeem when step.Total is < 1 or > AmountLimits.LargestMinor => "invalid_request",
            Act.Reinstate when step.Until <= now || step.Until > now.AddDays(3_650) => "invalid_request",
            _ => null,
        };
    }

    private static string? Standing(ModelCard card, DateTimeOffset now) => card.StatusAt(now) switch
    {
        "cancelled" => "card_cancelled",
        "blocked" => "card_blocked",
        "fully_used" => "card_fully_used",
        "expired" => "card_expired",
        _ => null,
    };

    private static bool IsServed(ModelCard card) => !card.Rules.SeveralServices && card.Status != "active";

    private static string? Usable(Step step, ModelCard card, DateTimeOffset now) => Standing(card, now) switch
    {
        { } standing => standing,
        _ when card.Available <= 0 => "insufficient_balance",
        _ when step.IsForeignCurrency => "currency_mismatch",
        _ when IsServed(card) => "single_service_only",
        _ => null,
    };

    private static Verdict Redeem(Step step, ModelCard card, DateTimeOffset now)
    {
        var applied = step.Total is { } total
            ? Math.Min(Math.Min(step.Minor!.Value, total), card.Available)
            : step.Minor!.Value;
        return Usable(step, card, now) switch
        {
            { } unusable => unusable,
            _ when card.Rules.MinimumPurchase is { } least && (step.Total is null || step.Total < least) =>
                "below_minimum_purchase",
            _ when applied > card.Available => "insufficient_balance",
            _ when !card.Rules.PartialUse && applied != card.Available => "partial_use_not_allowed",
            _ => Verdict.Done(Spend(card, applied), -applied),
        };
    }

    private static Verdict Hold(Step step, ModelCard card, DateTimeOffset now)
    {
        var minor = step.Minor!.Value;
        return Usable(step, card, now) switch
        {
            { } unusable => unusable,
            _ when card.Rules.MinimumPurchase > minor => "below_minimum_purchase",
            _ when minor > card.Available => "insufficient_balance",
            _ when !card.Rules.PartialUse && minor != card.Available => "partial_use_not_allowed",
            _ when step.Until <= now || step.Until > now.AddDays(30) => "invalid_request",
            _ => Verdict.Done(card with { Held = card.Held + minor }, 0),
        };
    }

    private static Verdict Capture(Step step, ModelCard card, ModelCard later, DateTimeOffset now)
    {
        var hold = card.Holds[step.Hold!.Value];
        var taken = step.Minor ?? hold.Minor;
        return hold.IsActiveAt(now) ? Standing(later, now) switch
        {
            { } standing => standing,
            _ when IsServed(later) => "single_service_only",
            _ when step.IsForeignCurrency => "currency_mismatch",
            _ when taken > hold.Minor => "insufficient_balance",
            _ when !later.Rules.PartialUse && taken != hold.Minor => "partial_use_not_allowed",
            _ when later.Rules.MinimumPurchase > taken => "below_minimum_purchase",
            _ => Verdict.Done(Spend(Close(later, step.Hold.Value), taken), -taken),
        } : "hold_not_active";
    }

    private static Verdict Release(Step step, ModelCard card, DateTimeOffset now) =>
        card.Holds[step.Hold!.Value].IsActiveAt(now) ? Verdict.Done(Close(card, step.Hold.Value), 0) : "hold_not_active";

    private static Verdict Void(Step step, ModelCard card, ModelCard later, DateTimeOffset now)
    {
        var left = later.Sales.GetValueOrDefault(step.Sale!.Value);
        var minor = step.Minor ?? left;
        return card.Status switch
        {
            "cancelled" => "card_cancelled",
            _ when step.IsForeignCurrency && step.Minor is not null => "currency_mismatch",
            _ when left == 0 => "conflict",
            _ when minor > left => "void_exceeds_redemption",
            _ => GiveBack(
                later with { Spent = later.Spent - minor, Sales = later.Sales.SetItem(step.Sale.Value, left - minor) }, minor, now),
        };
    }

    // What comes back to a card whose time is over goes the way of what was left on it.
    private static Verdict GiveBack(ModelCard card, long minor, DateTimeOffset now) => card switch
    {
        { Status: "blocked" } => Verdict.Done(card with { Balance = card.Balance + minor }, minor),
        { Status: "expired" } => Verdict.Done(card with { Breakage = card.Breakage + minor }, 0),
        _ when card.ExpiresAt <= now => Verdict.Done(
            card with { Breakage = card.Breakage + minor, Status = card.Status == "fully_used" ? "expired" : card.Status }, 0),
        _ => Verdict.Done((card with { Balance = card.Balance + minor }).ByAmounts(), minor),
    };

    private static Verdict Load(Step step, ModelCard card, DateTimeOffset now)
    {
        var until = card.Rules.ExpiryOf(now);
        var extended = !card.Rules.TopUpExtends ? card.ExpiresAt
            : until is null ? null
            : card.ExpiresAt < until ? until : card.ExpiresAt;
        var minor = step.Minor!.Value;
        return card.Status switch
        {
            _ when step.IsForeignCurrency => "currency_mismatch",
            _ when minor < 1 || minor > card.Rules.Max => "amount_out_of_range",
            "cancelled" => "card_cancelled",
            "blocked" => "card_blocked",
            "fully_used" when !card.Rules.LoadUsedUp => "card_fully_used",
            "expired" => "card_expired",
            _ when card.ExpiresAt <= now => "card_expired",
            _ when IsServed(card) => "single_service_only",
            _ => Verdict.Done(
                (card with
                {
                    Balance = card.Balance + minor,
                    Refundable = card.Refundable + minor,
                    ExpiresAt = extended,
                }).ByAmounts(),
                minor),
        };
    }

    private static Verdict Adjust(Step step, ModelCard card, DateTimeOffset now)
    {
        var verdict = Approve(step, card, now);
        return verdict.Code is null && Math.Abs(step.Minor!.Value) > card.Rules.Max ? Verdict.Awaiting : verdict;
    }

    private static Verdict Approve(Step step, ModelCard card, DateTimeOffset now)
    {
        var minor = step.Minor!.Value;
        var changed = card with
        {
            Balance = card.Balance + minor,
            Approved = step.Approval is { } approval ? card.Approved.Add(approval) : card.Approved,
        };
        return card.StatusAt(now) switch
        {
            "cancelled" => "card_cancelled",
            "expired" => "card_expired",
            _ when step.IsForeignCurrency => "currency_mismatch",
            _ when -minor > card.Available => "insufficient_balance",
            "blocked" => Verdict.Done(changed, minor),
            _ => Verdict.Done(changed.ByAmounts(), minor),
        };
    }

    private static Verdict Block(ModelCard card, DateTimeOffset now) => card.StatusAt(now) switch
    {
        "cancelled" => "card_cancelled",
        "expired" => "card_expired",
        "blocked" => "conflict",
        _ => Verdict.Done(card with { Status = "blocked" }, 0),
    };

    private static Verdict Unblock(ModelCard card, DateTimeOffset now) => card.StatusAt(now) switch
    {
        "cancelled" => "card_cancelled",
        "expired" => "card_expired",
        "blocked" => Verdict.Done(card.ByAmounts(), 0),
        _ => "conflict",
    };

    private static Verdict Cancel(ModelCard card, DateTimeOffset now) => card.StatusAt(now) switch
    {
        "cancelled" => "conflict",
        "expired" => "card_expired",
        _ => Verdict.Done(card.End("cancelled"), -card.Balance),
    };

    // Without an amount everything that was paid and is unspent goes back, and the card ends.
    private static Verdict Refund(Step step, ModelCard card, ModelCard later, DateTimeOffset now)
    {
        var most = Math.Min(step.Minor is null ? card.Balance : card.Available, later.Refundable);
        var minor = step.Minor ?? most;
        return card.StatusAt(now) switch
        {
            "cancelled" => "card_cancelled",
            "expired" => "card_expired",
            _ when step.IsForeignCurrency && step.Minor is not null => "currency_mismatch",
            _ when minor > most || minor == 0 => "refund_exceeds_unspent",
            _ when step.Minor is null || minor == card.Balance =>
                Verdict.Done(card.End("cancelled") with { Refundable = later.Refundable - minor }, -card.Balance),
            _ => Verdict.Done(card with { Balance = card.Balance - minor, Refundable = later.Refundable - minor }, -minor),
        };
    }

    private static Verdict Reinstate(Step step, ModelCard card, DateTimeOffset now) => card.StatusAt(now) switch
    {
        "cancelled" => "card_cancelled",
        "expired" => Verdict.Done((card with { Balance = card.Balance + card.Breakage, Breakage = 0, ExpiresAt = step.Until }).ByAmounts(),
            card.Breakage),
        _ => "conflict",
    };

    private static ModelCard Spend(ModelCard card, long minor) =>
        (card with { Balance = card.Balance - minor, Spent = card.Spent + minor }).ByAmounts();

    private static ModelCard Close(ModelCard card, HoldId hold) => card with
    {
        Held = card.Held - card.Holds[hold].Minor,
        Holds = card.Holds.SetItem(hold, card.Holds[hold] with { IsOpen = false }),
    };
}
