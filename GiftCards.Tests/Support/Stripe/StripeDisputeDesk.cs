using System.Text.Json.Nodes;

namespace GiftCards.Tests.Support.Stripe;

/// <summary>Disputes: a payer's bank takes a charge back, and later decides.</summary>
public sealed class StripeDisputeDesk
{
    /// <summary>What Stripe takes for a dispute, in minor units.</summary>
    public const long Fee = 1500;

    private readonly StripeServer server;

    public StripeDisputeDesk(StripeServer server)
    {
        this.server = server;
        server.Map("GET", "/v1/disputes", ["limit", "starting_after", "created[gte]"], request => StripeStore.Page(request, Store.Of("dispute")));
        server.Map("GET", "/v1/disputes/*", [], request => Store.Get(request.Id, "dispute"));
    }

    private StripeStore Store => server.Store;

    /// <summary>The payer disputes a payment, wholly unless an amount is given.</summary>
    public JsonObject Open(string paymentIntent, long? amount = null, string reason = "fraudulent")
    {
        lock (Store.Gate)
        {
            var intent = Store.Get(paymentIntent, "payment_intent");
            var charge = Store.Get((string)intent["latest_charge"]!, "charge");
            var taken = amount ?? (long)charge["amount"]!;
            var id = Store.NewId("dp");
            charge["disputed"] = true;
            var moved = Store.AddMovement("dispute", id, -taken, (string)charge["currency"]!, Fee);
            var dispute = Store.Add(new JsonObject
            {
                ["id"] = id,
                ["object"] = "dispute",
                ["amount"] = taken,
                ["balance_transactions"] = new JsonArray(moved.DeepClone()),
                ["charge"] = (string)charge["id"]!,
                ["created"] = Store.Now,
                ["currency"] = (string)charge["currency"]!,
                ["evidence_details"] = new JsonObject
                {
                    ["due_by"] = Store.Now + (7 * 86_400),
                    ["has_evidence"] = false,
                    ["past_due"] = false,
                    ["submission_count"] = 0,
                },
                ["is_charge_refundable"] = false,
                ["livemode"] = false,
                ["metadata"] = new JsonObject(),
                ["payment_intent"] = paymentIntent,
                ["reason"] = reason,
                ["status"] = "needs_response",
            });
            server.Events.Raise("charge.dispute.created", dispute);
            server.Events.Raise("charge.dispute.funds_withdrawn", dispute);
            return dispute;
        }
    }

    /// <summary>The bank decides; won, the money comes back and the fee does not.</summary>
    public JsonObject Close(string id, bool won)
    {
        lock (Store.Gate)
        {
            var dispute = Store.Get(id, "dispute");
            dispute["status"] = won ? "won" : "lost";
            if (won)
            {
                var moved = Store.AddMovement("dispute", id, (long)dispute["amount"]!, (string)dispute["currency"]!);
                dispute["balance_transactions"]!.AsArray().Add(moved.DeepClone());
                server.Events.Raise("charge.dispute.funds_reinstated", dispute);
            }

            server.Events.Raise("charge.dispute.closed", dispute);
            return dispute;
        }
    }
}
