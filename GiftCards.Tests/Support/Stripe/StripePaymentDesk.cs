using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GiftCards.Tests.Support.Stripe;

/// <summary>
/// Payments, charges and refunds, and what the buyer's browser does with them. The last needs no secret key: the
/// browser has the payment's own client secret.
/// </summary>
public sealed partial class StripePaymentDesk
{
    public const string Visa = "pm_card_visa";
    public const string Declined = "pm_card_visa_chargeDeclined";
    public const string ThreeDSecure = "pm_card_threeDSecure2Required";

    /// <summary>Needs days to go through, as a debit of a bank account does.</summary>
    public const string Slow = "pm_slow";

    private static readonly string[] Lists = ["limit", "starting_after", "created[gte]"];

    private readonly StripeServer server;

    public StripePaymentDesk(StripeServer server)
    {
        this.server = server;
        server.Map("POST", "/v1/customers", ["metadata[*]"], CreateCustomer);
        server.Map("POST", "/v1/payment_intents", ["amount", "currency", "customer", "automatic_payment_methods[enabled]", "metadata[*]"], Create);
        server.Map("GET", "/v1/payment_intents/search", ["query", "limit"], Search);
        server.Map("GET", "/v1/payment_intents", Lists, request => StripeStore.Page(request, Store.Of("payment_intent")));
        server.Map("GET", "/v1/payment_intents/*", [], request => Store.Get(request.Id, "payment_intent"));
        server.Map("POST", "/v1/payment_intents/*/cancel", ["cancellation_reason"], request => Cancel(request.Id));
        server.Map("GET", "/v1/charges/*", [], request => Store.Get(request.Id, "charge"));
        server.Map("POST", "/v1/refunds", ["payment_intent", "amount", "metadata[*]"], Refund);
        server.Map("GET", "/v1/refunds", [.. Lists, "payment_intent"], ListRefunds);
        server.Map("GET", "/v1/refunds/*", [], request => Store.Get(request.Id, "refund"));
        server.Map("GET", "/v1/balance_transactions", Lists, request => StripeStore.Page(request, Store.Of("balance_transaction")));
        server.Map("GET", "/v1/balance_transactions/*", [], request => Store.Get(request.Id, "balance_transaction"));
        server.Map("GET", "/v1/events", Lists, request => StripeStore.Page(request, Store.Of("event")));
        server.Map("GET", "/v1/events/*", [], request => Store.Get(request.Id, "event"));
    }

    private StripeStore Store => server.Store;

    /// <summary>How many charges went through for an order, by the name it has there.</summary>
    public int ChargesOf(string order)
    {
        lock (Store.Gate)
        {
            return Store.Of("charge").Count(charge => (bool)charge["paid"]! && (string?)charge["metadata"]!["order"] == order);
        }
    }

    /// <summary>A payment that nobody opened through the API, such as by hand, but that names an order.</summary>
    public string AddStray(string order, long amount, string currency = "aed")
    {
        lock (Store.Gate)
        {
            var id = Store.NewId("pi");
            Store.Add(new JsonObject
            {
                ["id"] = id,
                ["object"] = "payment_intent",
                ["amount"] = amount,
                ["amount_received"] = 0,
                ["client_secret"] = $"{id}_secret",
                ["created"] = Store.Now,
                ["currency"] = currency,
                ["latest_charge"] = null,
                ["livemode"] = false,
                ["metadata"] = new JsonObject { ["order"] = order },
                ["next_action"] = null,
                ["status"] = "requires_payment_method",
            });
            return id;
        }
    }

    /// <summary>What the buyer's browser does with the form: tries a payment method.</summary>
    public JsonObject Confirm(string id, string method = Visa, string? returnUrl = null)
    {
        lock (Store.Gate)
        {
            var intent = Store.Get(id, "payment_intent");
            if ((string)intent["status"]! is not ("requires_payment_method" or "requires_action" or "requires_confirmation"))
            {
                throw StripeRefusalException.Of("payment_intent_unexpected_state", $"This PaymentIntent is {intent["status"]}.");
            }

            intent["payment_method"] = method;
            intent["next_action"] = null;
            intent["last_payment_error"] = null;
            switch (method)
            {
                case Declined:
                    return Fail(intent, "card_declined", "generic_decline");
                case ThreeDSecure:
                    intent["status"] = "requires_action";
                    intent["next_action"] = new JsonObject
                    {
                        ["type"] = "redirect_to_url",
                        ["redirect_to_url"] = new JsonObject
                        {
                            ["url"] = $"{server.Address}authenticate/{id}?return_url={Uri.EscapeDataString(returnUrl ?? "")}",
                            ["return_url"] = returnUrl,
                        },
                    };
                    server.Events.Raise("payment_intent.requires_action", intent);
                    return intent;
                case Slow:
                    intent["status"] = "processing";
                    server.Events.Raise("payment_intent.processing", intent);
                    return intent;
                default:
                    return Succeed(intent);
            }
        }
    }

    /// <summary>The buyer answers their bank, or the bank a slow payment.</summary>
    public JsonObject Answer(string id, bool approve)
    {
        lock (Store.Gate)
        {
            var intent = Store.Get(id, "payment_intent");
            intent["next_action"] = null;
            return approve ? Succeed(intent) : Fail(intent, "payment_intent_authentication_failure", null);
        }
    }

    /// <summary>What Stripe takes for a charge: 2.9 % and 30.</summary>
    public static long FeeOf(long amount) => (amount * 29 / 1000) + 30;

    private JsonObject CreateCustomer(StripeRequest request) => Store.Add(new JsonObject
    {
        ["id"] = Store.NewId("cus"),
        ["object"] = "customer",
        ["created"] = Store.Now,
        ["email"] = null,
        ["livemode"] = false,
        ["metadata"] = request.Metadata(),
        ["name"] = null,
    });

    private JsonObject Create(StripeRequest request)
    {
        var (amount, currency) = request.Money();
        var customer = request.Find("customer");
        if (customer is not null && Store.Find(customer) is null)
        {
            throw StripeRefusalException.Of("resource_missing", $"No such customer: '{customer}'", "customer");
        }

        var id = Store.NewId("pi");
        var intent = Store.Add(new JsonObject
        {
            ["id"] = id,
            ["object"] = "payment_intent",
            ["amount"] = amount,
            ["amount_capturable"] = 0,
            ["amount_received"] = 0,
            ["automatic_payment_methods"] = new JsonObject { ["enabled"] = true },
            ["canceled_at"] = null,
            ["cancellation_reason"] = null,
            ["capture_method"] = "automatic",
            ["client_secret"] = $"{id}_secret_{Guid.NewGuid():N}",
            ["confirmation_method"] = "automatic",
            ["created"] = Store.Now,
            ["currency"] = currency,
            ["customer"] = customer,
            ["description"] = null,
            ["last_payment_error"] = null,
            ["latest_charge"] = null,
            ["livemode"] = false,
            ["metadata"] = request.Metadata(),
            ["next_action"] = null,
            ["payment_method"] = null,
            ["payment_method_types"] = new JsonArray("card"),
            ["status"] = "requires_payment_method",
            ["transfer_group"] = null,
        });
        server.Events.Raise("payment_intent.created", intent);
        return intent;
    }

    private JsonObject Search(StripeRequest request)
    {
        var match = Regex.Match(request.Need("query"), @"^metadata\['(\w+)'\]:'([\w-]+)'$");
        if (!match.Success)
        {
            throw StripeRefusalException.Of("", "We were unable to parse your search query.", "query");
        }

        var found = Store.Of("payment_intent")
            .Where(intent => (string?)intent["metadata"]![match.Groups[1].Value] == match.Groups[2].Value);
        return new JsonObject
        {
            ["object"] = "search_result",
            ["url"] = request.Path,
            ["has_more"] = false,
            ["next_page"] = null,
            ["data"] = new JsonArray([.. found.Select(intent => intent.DeepClone())]),
        };
    }

    private JsonObject Cancel(string id)
    {
        var intent = Store.Get(id, "payment_intent");
        if ((string)intent["status"]! is "succeeded" or "canceled" or "processing")
        {
            throw StripeRefusalException.Of("payment_intent_unexpected_state", $"You cannot cancel this PaymentIntent because it has a status of {intent["status"]}.");
        }

        intent["status"] = "canceled";
        intent["canceled_at"] = Store.Now;
        intent["cancellation_reason"] = "abandoned";
        intent["next_action"] = null;
        server.Events.Raise("payment_intent.canceled", intent);
        return intent;
    }

    private JsonObject Succeed(JsonObject intent)
    {
        var (id, amount, currency) = ((string)intent["id"]!, (long)intent["amount"]!, (string)intent["currency"]!);
        var charge = AddCharge(intent, paid: true);
        charge["balance_transaction"] = (string)Store.AddMovement(
            "charge", (string)charge["id"]!, amount, currency, FeeOf(amount))["id"]!;
        intent["status"] = "succeeded";
        intent["amount_received"] = amount;
        intent["latest_charge"] = (string)charge["id"]!;
        intent["last_payment_error"] = null;
        server.Events.Raise("charge.succeeded", charge);
        server.Events.Raise("payment_intent.succeeded", Store.Get(id, "payment_intent"));
        return intent;
    }

    private JsonObject Fail(JsonObject intent, string code, string? declineCode)
    {
        var charge = AddCharge(intent, paid: false);
        intent["status"] = "requires_payment_method";
        intent["latest_charge"] = (string)charge["id"]!;
        intent["last_payment_error"] = new JsonObject
        {
            ["type"] = "card_error",
            ["code"] = code,
            ["decline_code"] = declineCode,
            ["message"] = "Your card was declined.",
        };
        server.Events.Raise("payment_intent.payment_failed", intent);
        return intent;
    }

    private JsonObject AddCharge(JsonObject intent, bool paid) => Store.Add(new JsonObject
    {
        ["id"] = Store.NewId("ch"),
        ["object"] = "charge",
        ["amount"] = (long)intent["amount"]!,
        ["amount_captured"] = paid ? (long)intent["amount"]! : 0,
        ["amount_refunded"] = 0,
        ["balance_transaction"] = null,
        ["captured"] = paid,
        ["created"] = Store.Now,
        ["currency"] = (string)intent["currency"]!,
        ["disputed"] = false,
        ["failure_code"] = paid ? null : "card_declined",
        ["livemode"] = false,
        ["metadata"] = intent["metadata"]!.DeepClone(),
        ["paid"] = paid,
        ["payment_intent"] = (string)intent["id"]!,
        ["payment_method"] = (string?)intent["payment_method"],
        ["refunded"] = false,
        ["status"] = paid ? "succeeded" : "failed",
    });
}
