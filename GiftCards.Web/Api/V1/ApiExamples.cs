namespace GiftCards.Web.Api.V1;

/// <summary>Bodies that the reference shows; a test sends the requests among them.</summary>
internal static class ApiExamples
{
    public const string Code = """{ "code": "KATIA-DEMA-CTVE-2222" }""";

    public const string Balance = """{ "balance": { "amount": 20000, "currency": "AED" }, "expiresAt": null }""";

    public const string Redeem =
        """
        {
          "code": "KATIA-DEMA-CTVE-2222",
          "amount": { "amount": 5000, "currency": "AED" },
          "serviceName": "Haircut",
          "location": "Marina"
        }
        """;

    public const string Card =
        """
        {
          "id": "gc_01kbxq5w3he4qtvb9c6m2n8r7d",
          "last4": "2222",
          "merchant": { "id": "mer_01kbxq4t0he4qtvb9c6m2n8r7d", "slug": "glamour-studio", "name": "Glamour Studio" },
          "initialAmount": { "amount": 20000, "currency": "AED" },
          "balance": { "amount": 15000, "currency": "AED" },
          "available": { "amount": 15000, "currency": "AED" },
          "status": "partially_used",
          "source": "counter",
          "issuedAt": "2026-11-02T08:15:00Z",
          "expiresAt": null,
          "lastUsedAt": "2026-11-20T13:40:12.504Z",
          "purchaser": null,
          "recipient": { "name": "Maya", "email": null },
          "rules": { "allowPartialUse": true, "allowMultipleServices": true, "minimumPurchase": null }
        }
        """;

    public const string Validation = $$"""{ "valid": true, "giftCard": {{Card}} }""";

    public const string Redemption =
        $$"""
        {
          "transaction": {
            "id": "txn_01kbxr7m9he4qtvb9c6m2n8r7d",
            "type": "redeem",
            "amount": { "amount": -5000, "currency": "AED" },
            "balanceAfter": { "amount": 15000, "currency": "AED" },
            "reference": {
              "bookingId": null, "serviceId": null, "serviceName": "Haircut",
              "customerId": null, "customerName": null, "location": "Marina"
            },
            "reason": null,
            "actor": "key:key_01kbxq4t0he4qtvb9c6m2n8r7d",
            "createdAt": "2026-11-20T13:40:12.504Z"
          },
          "amountApplied": { "amount": 5000, "currency": "AED" },
          "remainingBalance": { "amount": 15000, "currency": "AED" },
          "giftCard": {{Card}}
        }
        """;

    public const string Hold =
        """
        {
          "id": "hld_01kbxr7m9he4qtvb9c6m2n8r7d",
          "giftCardId": "gc_01kbxq5w3he4qtvb9c6m2n8r7d",
          "amount": { "amount": 5000, "currency": "AED" },
          "status": "active",
          "createdAt": "2026-11-20T13:40:12.504Z",
          "expiresAt": "2026-11-27T13:40:12.504Z"
        }
        """;

    public const string PlaceHold = """{ "amount": { "amount": 5000, "currency": "AED" } }""";

    public const string PlacedHold = $$"""{ "hold": {{Hold}}, "giftCard": {{Card}} }""";

    public const string CaptureHold = """{ "amount": { "amount": 4000, "currency": "AED" } }""";

    public const string Nothing = "{}";

    public const string Void = """{ "amount": { "amount": 2000, "currency": "AED" }, "reason": "Charged twice" }""";

    public const string Refund = """{ "amount": { "amount": 5000, "currency": "AED" }, "reason": "Changed their mind" }""";

    public const string CardRefund =
        $$"""
        {
          "transaction": {
            "id": "txn_01kbxr7m9he4qtvb9c6m2n8r7d",
            "type": "refund",
            "amount": { "amount": -5000, "currency": "AED" },
            "balanceAfter": { "amount": 15000, "currency": "AED" },
            "reference": {
              "bookingId": null,
              "serviceId": null,
              "serviceName": null,
              "customerId": null,
              "customerName": null,
              "location": null
            },
            "reason": "Changed their mind",
            "actor": "key:key_01kbxq5w3he4qtvb9c6m2n8r7d",
            "createdAt": "2026-11-20T13:40:12.504Z"
          },
          "giftCard": {{Card}},
          "refunds": [ {{PendingRefund}} ]
        }
        """;

    public const string CardRefunds = $$"""{ "data": [ {{PendingRefund}} ] }""";

    private const string PendingRefund =
        """
        {
            "id": "ref_01kbxr7m9he4qtvb9c6m2n8r7d",
            "amount": { "amount": 5000, "currency": "AED" },
            "method": "payment",
            "order": "ord_01kbxq5w3he4qtvb9c6m2n8r7d",
            "status": "pending",
            "failure": null,
            "backOnCard": false,
            "createdAt": "2026-11-20T13:40:12.504Z",
            "closedAt": null
          }
        """;

    public const string Load = """{ "amount": { "amount": 10000, "currency": "AED" }, "method": "cash" }""";

    public const string Adjust =
        """{ "amount": { "amount": -500, "currency": "AED" }, "reason": "correction", "note": "Counted again" }""";

    public const string Reason = """{ "reason": "Reported lost" }""";

    public const string Reinstate = """{ "reason": "The customer was in hospital", "expiresAt": "2027-03-01T00:00:00Z" }""";

    public const string DeclinedApproval =
        """
        {
          "approval": {
            "id": "apr_01kbxr7m9he4qtvb9c6m2n8r7d",
            "giftCardId": "gc_01kbxq5w3he4qtvb9c6m2n8r7d",
            "status": "declined",
            "amount": { "amount": 150000, "currency": "AED" },
            "reason": "complimentary",
            "note": "For the long wait",
            "requestedBy": "user:usr_01kbxq4t0he4qtvb9c6m2n8r7d",
            "requestedAt": "2026-11-20T13:40:12.504Z",
            "decidedBy": "user:usr_01kbxq5w3he4qtvb9c6m2n8r7d",
            "decidedAt": "2026-11-20T14:02:40.118Z"
          }
        }
        """;

    public const string Issue =
        """
        {
          "amount": { "amount": 20000, "currency": "AED" },
          "source": "counter",
          "recipient": { "name": "Maya" },
          "note": "Paid in cash"
        }
        """;

    public const string IssuedCard =
        """
        {
          "id": "gc_01kbxq5w3he4qtvb9c6m2n8r7d",
          "last4": "7QRD",
          "merchant": { "id": "mer_01kbxq4t0he4qtvb9c6m2n8r7d", "slug": "glamour-studio", "name": "Glamour Studio" },
          "initialAmount": { "amount": 20000, "currency": "AED" },
          "balance": { "amount": 20000, "currency": "AED" },
          "available": { "amount": 20000, "currency": "AED" },
          "status": "active",
          "source": "counter",
          "issuedAt": "2026-11-20T13:40:12.504Z",
          "expiresAt": null,
          "lastUsedAt": null,
          "purchaser": null,
          "recipient": { "name": "Maya", "email": null },
          "rules": { "allowPartialUse": true, "allowMultipleServices": true, "minimumPurchase": null },
          "code": "KATIA-M4KT-9XWC-7QRD"
        }
        """;

    public const string Merchant =
        """
        {
          "id": "mer_01kbxq4t0he4qtvb9c6m2n8r7d",
          "slug": "glamour-studio",
          "name": "Glamour Studio",
          "description": "Hair, nails and make-up at the Marina.",
          "category": "beauty",
          "city": "Dubai",
          "country": "AE",
          "currency": "AED",
          "timeZone": "Asia/Dubai",
          "rating": null,
          "giftCards": {
            "enabled": true,
            "presets": [{ "amount": 10000, "currency": "AED" }, { "amount": 20000, "currency": "AED" }],
            "allowCustomAmounts": true,
            "min": { "amount": 5000, "currency": "AED" },
            "max": { "amount": 500000, "currency": "AED" },
            "validity": null,
            "terms": "Good for every service.",
            "designs": ["classic", "confetti", "bloom", "waves", "night"]
          }
        }
        """;

    public const string PlaceOrder =
        """
        {
          "merchant": "glamour-studio",
          "items": [
            {
              "amount": { "amount": 20000, "currency": "AED" },
              "recipient": { "name": "Maya", "email": "maya@example.com" },
              "message": "Happy birthday!",
              "deliveryMethod": "email"
            }
          ],
          "purchaser": { "name": "Omar", "email": "omar@example.com" }
        }
        """;

    public const string Order =
        """
        {
          "id": "ord_01kbxq5w3he4qtvb9c6m2n8r7d",
          "status": "pending",
          "merchant": { "id": "mer_01kbxq4t0he4qtvb9c6m2n8r7d", "slug": "glamour-studio", "name": "Glamour Studio" },
          "total": { "amount": 20000, "currency": "AED" },
          "items": [
            {
              "amount": { "amount": 20000, "currency": "AED" },
              "quantity": 1,
              "recipient": { "name": "Maya", "email": "maya@example.com" },
              "message": "Happy birthday!",
              "deliveryMethod": "email",
              "deliverAt": null,
              "design": "classic",
              "language": "en"
            }
          ],
          "payment": { "provider": "sandbox", "status": "requires_payment" },
          "createdAt": "2026-11-20T13:40:12.504Z",
          "accessToken": "h2Xv…"
        }
        """;

    public const string SandboxPayment = """{ "cardNumber": "4242 4242 4242 4242", "expiry": "12/30", "cvc": "123" }""";

    public const string Register =
        """{ "email": "maya@example.com", "password": "a long sentence is a good password", "displayName": "Maya" }""";

    public const string Registered = """{ "status": "confirmation_sent" }""";

    public const string Login = """{ "email": "maya@example.com", "password": "a long sentence is a good password" }""";

    public const string Refresh = """{ "refreshToken": "grt_…" }""";

    public const string Grant =
        """{ "accessToken": "gat_…", "refreshToken": "grt_…", "expiresIn": 3600, "tokenType": "Bearer" }""";

    public const string ProfilePatch = """{ "displayName": "Maya", "phone": "+971 4 123 4567", "language": "en" }""";

    public const string Settings =
        """
        {
          "enabled": true,
          "presets": [{ "amount": 10000, "currency": "AED" }, { "amount": 20000, "currency": "AED" }],
          "allowCustomAmounts": true,
          "min": { "amount": 5000, "currency": "AED" },
          "max": { "amount": 500000, "currency": "AED" },
          "validity": { "months": 24 },
          "topUpExtends": true,
          "loadUsedUp": false,
          "allowPartialUse": true,
          "allowMultipleServices": true,
          "minimumPurchase": null,
          "codePrefix": "KATIA",
          "codeGroups": 3,
          "customMessage": "",
          "terms": "Good for every service.",
          "sendToRecipient": true,
          "sendToPurchaser": true,
          "notifyOnUse": true,
          "expiryNoticeDays": 30,
          "version": 1
        }
        """;
}
