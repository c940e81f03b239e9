using System.Text.Json.Nodes;

namespace GiftCards.Tests.Support.Stripe;

/// <summary>Refunds of charges.</summary>
public sealed partial class StripePaymentDesk
{
    /// <summary>Whether refunds take days, and end when <see cref="FinishRefund"/> says so.</summary>
    public bool RefundsTakeDays { get; set; }

    /// <summary>Refunds are refused for good, for this reason; null for not.</summary>
    public string? RefusesRefunds { get; set; }

    /// <summary>What went back of an order's charges.</summary>
    public long RefundedOf(string order)
    {
        lock (Store.Gate)
        {
            return Store.Of("charge").Where(charge => (string?)charge["metadata"]!["order"] == order)
                .Sum(charge => (long)charge["amount_refunded"]!);
        }
    }

    /// <summary>A refund that took days ends.</summary>
    public void FinishRefund(string id, string? failure = null)
    {
        lock (Store.Gate)
        {
            var refund = Store.Get(id, "refund");
            refund["status"] = failure is null ? "succeeded" : "failed";
            if (failure is not null)
            {
                refund["failure_reason"] = failure;
                var charge = Store.Get((string)refund["charge"]!, "charge");
                charge["amount_refunded"] = (long)charge["amount_refunded"]! - (long)refund["amount"]!;
                charge["refunded"] = false;
                Store.AddMovement("refund_failure", id, (long)refund["amount"]!, (string)refund["currency"]!);
            }

            server.Events.Raise(failure is null ? "refund.updated" : "refund.failed", refund);
        }
    }

    private JsonObject Refund(StripeRequest request)
    {
        var intent = Store.Get(request.Need("payment_intent"), "payment_intent");
        var charge = Store.Find((string?)intent["latest_charge"]);
        if (charge is null || !(bool)charge["paid"]!)
        {
            throw StripeRefusalException.Of("", "This PaymentIntent does not have a successful charge to refund.");
        }

        if ((bool)charge["disputed"]!)
        {
            throw StripeRefusalException.Of("charge_disputed", "This charge is disputed.");
        }

        var currency = (string)charge["currency"]!;
        var left = (long)charge["amount"]! - (long)charge["amount_refunded"]!;
        var amount = request.Number("amount") ?? left;
        StripeRequest.Check(amount, currency);
        if (amount > left || RefusesRefunds is not null)
        {
            throw StripeRefusalException.Of(RefusesRefunds ?? (left == 0 ? "charge_already_refunded" : "amount_too_large"), "Refund amount is greater than unrefunded amount on charge");
        }

        charge["amount_refunded"] = (long)charge["amount_refunded"]! + amount;
        charge["refunded"] = (long)charge["amount_refunded"]! == (long)charge["amount"]!;
        var id = Store.NewId("re");
        var refund = Store.Add(new JsonObject
        {
            ["id"] = id,
            ["object"] = "refund",
            ["amount"] = amount,
            ["balance_transaction"] = (string)Store.AddMovement("refund", id, -amount, currency)["id"]!,
            ["charge"] = (string)charge["id"]!,
            ["created"] = Store.Now,
            ["currency"] = currency,
            ["metadata"] = request.Metadata(),
            ["payment_intent"] = (string)intent["id"]!,
            ["reason"] = null,
            ["status"] = RefundsTakeDays ? "pending" : "succeeded",
        });
        server.Events.Raise("refund.created", refund);
        server.Events.Raise("charge.refunded", charge);
        return refund;
    }

    private JsonObject ListRefunds(StripeRequest request)
    {
        var of = request.Find("payment_intent");
        return StripeStore.Page(
            request, Store.Of("refund").Where(refund => of is null || (string?)refund["payment_intent"] == of));
    }
}
