using System.Text.Json.Nodes;

namespace GiftCards.Tests.Support.Stripe;

/// <summary>Connected accounts, transfers to them, and payouts to our own bank.</summary>
public sealed class StripeConnectDesk
{
    private readonly StripeServer server;
    private readonly Dictionary<string, string> bankPayments = [];
    private readonly HashSet<string> gone = [];

    public StripeConnectDesk(StripeServer server)
    {
        this.server = server;
        server.Map("POST", "/v1/accounts", ["type", "country", "email", "capabilities[transfers][requested]", "metadata[*]"], CreateAccount);
        server.Map("GET", "/v1/accounts/*", [], request => Find(request.Id));
        server.Map("POST", "/v1/account_links", ["account", "refresh_url", "return_url", "type"], CreateLink);
        server.Map("POST", "/v1/transfers", ["amount", "currency", "destination", "transfer_group", "metadata[*]"], CreateTransfer);
        server.Map("GET", "/v1/transfers", ["limit", "starting_after", "created[gte]", "transfer_group"], ListTransfers);
        server.Map("GET", "/v1/transfers/*", [], request => Store.Get(request.Id, "transfer"));
        server.Map("POST", "/v1/transfers/*/reversals", ["amount"], Reverse);
        server.Map("GET", "/v1/payouts/*", [], FindPayout);
        server.Map("GET", "/v1/balance", [], _ => Balance());
    }

    private StripeStore Store => server.Store;

    /// <summary>The merchant told Stripe everything, so that it may be paid; or Stripe stops paying it.</summary>
    public void Enable(string account, bool isEnabled = true)
    {
        lock (Store.Gate)
        {
            var found = Store.Get(account, "account");
            found["payouts_enabled"] = isEnabled;
            found["charges_enabled"] = isEnabled;
            found["details_submitted"] = true;
            found["capabilities"]!["transfers"] = isEnabled ? "active" : "inactive";
            found["requirements"]!["currently_due"] = isEnabled ? new JsonArray() : new JsonArray("external_account");
            server.Events.Raise("account.updated", found);
        }
    }

    /// <summary>Stripe pays what lies there to our own bank.</summary>
    public JsonObject PayOut(long amount, string currency)
    {
        lock (Store.Gate)
        {
            var id = Store.NewId("po");
            var payout = Store.Add(new JsonObject
            {
                ["id"] = id,
                ["object"] = "payout",
                ["amount"] = amount,
                ["arrival_date"] = Store.Now,
                ["automatic"] = true,
                ["balance_transaction"] = (string)Store.AddMovement("payout", id, -amount, currency)["id"]!,
                ["created"] = Store.Now,
                ["currency"] = currency,
                ["livemode"] = false,
                ["metadata"] = new JsonObject(),
                ["method"] = "standard",
                ["status"] = "paid",
                ["type"] = "bank_account",
            });
            server.Events.Raise("payout.paid", payout);
            return payout;
        }
    }

    /// <summary>
    /// The account takes its permission back, or was closed; by the event alone nobody can tell which.
    /// </summary>
    public JsonObject Deauthorize(string account)
    {
        lock (Store.Gate)
        {
            gone.Add(account);
            return server.Events.Raise("account.application.deauthorized", new JsonObject { ["id"] = "ca_1", ["object"] = "application" }, account: account);
        }
    }

    /// <summary>The account gives its permission again.</summary>
    public void Authorize(string account) => gone.Remove(account);

    /// <summary>Stripe pays what lies at a connected account to the merchant's bank, which may refuse it.</summary>
    public JsonObject PayToBank(string account, long amount, string currency, string? failure = null)
    {
        lock (Store.Gate)
        {
            var payout = Store.Add(new JsonObject
            {
                ["id"] = Store.NewId("po"),
                ["object"] = "payout",
                ["amount"] = amount,
                ["arrival_date"] = Store.Now,
                ["created"] = Store.Now,
                ["currency"] = currency,
                ["failure_code"] = failure,
                ["livemode"] = false,
                ["status"] = failure is null ? "paid" : "failed",
                ["type"] = "bank_account",
            });
            bankPayments[(string)payout["id"]!] = account;
            return server.Events.Raise(failure is null ? "payout.paid" : "payout.failed", payout, account: account);
        }
    }

    private JsonObject Find(string account) => gone.Contains(account)
        ? throw StripeRefusalException.Of("account_invalid", "The provided key does not have access to this account.", status: 403)
        : Store.Get(account, "account");

    private JsonObject FindPayout(StripeRequest request)
    {
        if (request.Account is { } account)
        {
            Find(account);
        }

        return bankPayments.GetValueOrDefault(request.Id) == request.Account
            ? Store.Get(request.Id, "payout")
            : throw StripeRefusalException.Of("resource_missing", "No such payout", "id", 404);
    }

    private JsonObject CreateAccount(StripeRequest request)
    {
        if (request.Need("type") is not ("express" or "standard" or "custom"))
        {
            throw StripeRefusalException.Of("", "Invalid type", "type");
        }

        return Store.Add(new JsonObject
        {
            ["id"] = Store.NewId("acct"),
            ["object"] = "account",
            ["capabilities"] = new JsonObject { ["transfers"] = "inactive" },
            ["charges_enabled"] = false,
            ["country"] = request.Need("country"),
            ["created"] = Store.Now,
            ["default_currency"] = "usd",
            ["details_submitted"] = false,
            ["email"] = request.Find("email"),
            ["metadata"] = request.Metadata(),
            ["payouts_enabled"] = false,
            ["requirements"] = new JsonObject
            {
                ["currently_due"] = new JsonArray("external_account", "tos_acceptance.date"),
                ["past_due"] = new JsonArray(),
                ["disabled_reason"] = "requirements.past_due",
            },
            ["type"] = request.Need("type"),
        });
    }

    private JsonObject CreateLink(StripeRequest request)
    {
        Store.Get(request.Need("account"), "account");
        if (request.Need("type") != "account_onboarding")
        {
            throw StripeRefusalException.Of("", "Invalid type", "type");
        }

        _ = request.Need("refresh_url");
        _ = request.Need("return_url");
        return new JsonObject
        {
            ["object"] = "account_link",
            ["created"] = Store.Now,
            ["expires_at"] = Store.Now + 300,
            ["url"] = $"{server.Address}setup/{request.Need("account")}",
        };
    }

    private JsonObject CreateTransfer(StripeRequest request)
    {
        var (amount, currency) = request.Money();
        var account = Find(request.Need("destination"));
        if ((string?)account["capabilities"]!["transfers"] != "active")
        {
            throw StripeRefusalException.Of("insufficient_capabilities_for_transfer", "Your destination account needs the transfers capability.");
        }

        var needed = Store.Settled(amount, currency);
        if (Store.BalanceOf(needed.Currency) < needed.Amount)
        {
            throw StripeRefusalException.Of("balance_insufficient", "You have insufficient available funds in your Stripe account.");
        }

        var id = Store.NewId("tr");
        var transfer = Store.Add(new JsonObject
        {
            ["id"] = id,
            ["object"] = "transfer",
            ["amount"] = amount,
            ["amount_reversed"] = 0,
            ["balance_transaction"] = (string)Store.AddMovement("transfer", id, -amount, currency)["id"]!,
            ["created"] = Store.Now,
            ["currency"] = currency,
            ["description"] = null,
            ["destination"] = (string)account["id"]!,
            ["livemode"] = false,
            ["metadata"] = request.Metadata(),
            ["reversed"] = false,
            ["source_type"] = "card",
            ["transfer_group"] = request.Find("transfer_group"),
        });
        server.Events.Raise("transfer.created", transfer);
        return transfer;
    }

    private JsonObject ListTransfers(StripeRequest request)
    {
        var group = request.Find("transfer_group");
        return StripeStore.Page(
            request, Store.Of("transfer").Where(each => group is null || (string?)each["transfer_group"] == group));
    }

    private JsonObject Reverse(StripeRequest request)
    {
        var transfer = Store.Get(request.Id, "transfer");
        var left = (long)transfer["amount"]! - (long)transfer["amount_reversed"]!;
        var amount = request.Number("amount") ?? left;
        if (amount > left || left == 0)
        {
            throw StripeRefusalException.Of("", "This transfer is already fully reversed.");
        }

        transfer["amount_reversed"] = (long)transfer["amount_reversed"]! + amount;
        transfer["reversed"] = (long)transfer["amount_reversed"]! == (long)transfer["amount"]!;
        var id = Store.NewId("trr");
        var currency = (string)transfer["currency"]!;
        var reversal = Store.Add(new JsonObject
        {
            ["id"] = id,
            ["object"] = "transfer_reversal",
            ["amount"] = amount,
            ["balance_transaction"] = (string)Store.AddMovement("transfer_refund", id, amount, currency)["id"]!,
            ["created"] = Store.Now,
            ["currency"] = currency,
            ["metadata"] = new JsonObject(),
            ["transfer"] = request.Id,
        });
        server.Events.Raise("transfer.reversed", transfer);
        return reversal;
    }

    private JsonObject Balance()
    {
        var parts = Store.Of("balance_transaction").Select(row => (string)row["currency"]!).Distinct()
            .Select(currency => new JsonObject { ["amount"] = Store.BalanceOf(currency), ["currency"] = currency });
        return new JsonObject
        {
            ["object"] = "balance",
            ["available"] = new JsonArray([.. parts]),
            ["livemode"] = false,
            ["pending"] = new JsonArray(),
        };
    }
}
