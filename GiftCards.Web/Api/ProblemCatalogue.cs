namespace GiftCards.Web.Api;

/// <summary>One stable problem code, as the reference lists it.</summary>
/// <param name="Code">What programs decide by.</param>
/// <param name="Status">The HTTP status it comes with; some come with others beside, named in the meaning.</param>
/// <param name="Title">The problem's title.</param>
/// <param name="Meaning">When it is answered and what to do.</param>
internal sealed record ProblemCode(string Code, int Status, string Title, string Meaning);

/// <summary>Every problem code of the API.</summary>
internal static class ProblemCatalogue
{
    public static readonly IReadOnlyList<ProblemCode> All =
    [
        new("invalid_request", 400, "Invalid request", "A field is missing, unknown, repeated or of the wrong type; see errors. Also with 405 for a method that the path does not have, 413 for a body over 64 KB and 415 for a body that is not JSON."),
        new("invalid_cursor", 400, "Invalid cursor", "The cursor is none that this API gave out. Begin the list again without one."),
        new("idempotency_key_required", 400, "Idempotency key required", "This call moves value: send an Idempotency-Key of 1 to 255 visible ASCII characters."),
        new("unauthenticated", 401, "Not authenticated", "There is no bearer token, or it is unknown, expired or revoked."),
        new("mfa_required", 401, "Second factor required", "The password is right; send totp or recoveryCode as well."),
        new("forbidden", 403, "Forbidden", "The token is known and lacks the scope or role that the route needs."),
        new("second_factor_required", 403, "Second factor required", "Who runs the platform, and staff where the owner wants it, signs in with a second factor. Set one up on the site, then sign in with it."),
        new("sign_in_again", 403, "Sign in again", "An administrator does this within five minutes of signing in. Sign in again, then repeat the call."),
        new("outside_shift", 403, "Outside the shift", "A cashier's access token was used in hours in which they do not work."),
        new("outside_location", 403, "Outside the location", "A cashier of one location named another one."),
        new("not_found", 404, "Not found", "Nothing of that id or address exists for this caller."),
        new("card_not_found", 404, "Card not found", "No such card for this caller: unknown, or another merchant's. The public balance check answers this for blocked, expired and cancelled cards too."),
        new("conflict", 409, "Conflict", "The state changed meanwhile, or what was asked is already done. Read again, then decide."),
        new("idempotency_in_progress", 409, "Still in progress", "The first call with this key has not finished. Ask again shortly with the same key."),
        new("idempotency_key_reused", 422, "Idempotency key reused", "The key was used before with another body. Use a new key for a new intent."),
        new("code_malformed", 422, "Malformed code", "The text cannot be a code: a card's has 8 to 32 letters or digits, a claim code 28."),
        new("card_blocked", 422, "Card blocked", "The card was stopped by the merchant or by a dispute."),
        new("card_expired", 422, "Card expired", "The card's validity has ended."),
        new("card_cancelled", 422, "Card cancelled", "The card was ended for good."),
        new("card_fully_used", 422, "Card fully used", "Everything on the card was spent."),
        new("card_in_transfer", 422, "Card in transfer", "The card is on its way to somebody else."),
        new("insufficient_balance", 422, "Insufficient balance", "More was asked than is available. Send purchaseTotal to let the card pay what it can."),
        new("partial_use_not_allowed", 422, "Partial use not allowed", "The card must be spent whole."),
        new("below_minimum_purchase", 422, "Below the minimum purchase", "The bill is smaller than the card asks for, or purchaseTotal is missing."),
        new("single_service_only", 422, "Single service only", "The card was good for one service, and that was had."),
        new("amount_out_of_range", 422, "Amount out of range", "The amount is zero, negative, or outside the merchant's limits."),
        new("currency_mismatch", 422, "Currency mismatch", "The amount is in another currency than the card or merchant."),
        new("hold_not_active", 409, "Hold not active", "The hold was captured, released or has run out."),
        new("void_exceeds_redemption", 422, "Void exceeds the redemption", "More would be given back than the redemption took."),
        new("own_transfer", 422, "Own transfer", "A card is passed on to another person, never to oneself."),
        new("no_recipient", 422, "No recipient", "There is no address that the card can be sent to: it has none, or it is in somebody else's wallet by now."),
        new("refund_exceeds_unspent", 422, "Refund exceeds what is unspent", "More would be refunded than is left on the card."),
        new("merchant_not_accepting", 422, "Merchant not accepting", "The merchant does not sell or take cards at present."),
        new("payment_declined", 422, "Payment declined", "The payment was declined; the detail says why. Try another card."),
        new("payment_requires_action", 422, "Payment requires action", "The buyer's bank wants them to confirm the payment first; the order's payment says where."),
        new("rate_limited", 429, "Too many requests", "Wait as long as Retry-After says, in seconds."),
        new("unavailable", 503, "Unavailable", "The database or another part is away for the moment. Repeat the call with the same Idempotency-Key."),
    ];

    private static readonly Dictionary<string, ProblemCode> ByCode = All.ToDictionary(entry =>
        entry.Code, StringComparer.Ordinal);

    public static string TitleOf(string code) => ByCode.TryGetValue(code, out var entry) ? entry.Title : "Refused";

    public static ProblemCode? Find(string code) => ByCode.GetValueOrDefault(code);
}
