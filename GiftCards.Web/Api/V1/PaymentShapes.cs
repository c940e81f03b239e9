using System.ComponentModel;
using System.Text.Json.Serialization;
using GiftCards.Core.Common;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments;
using GiftCards.Core.Payments.Sandbox;

namespace GiftCards.Web.Api.V1;

/// <summary>A test card, or the answer to the bank's question; one of the two.</summary>
internal sealed record SandboxPaymentBody
{
    public string? CardNumber { get; init; }

    [Description("Month and year, such as 12/30.")]
    public string? Expiry { get; init; }

    public string? Cvc { get; init; }

    public ChallengeAnswer? Challenge { get; init; }

    public Result<PaySandboxOrder> ToCommand(OrderId order) => (Challenge, CardNumber, Expiry, Cvc) switch
    {
        ({ } answer, null, null, null) => new PaySandboxOrder(order, null, answer == ChallengeAnswer.Approve),
        ({ }, _, _, _) => new InvalidRequest("challenge", InvalidReason.NotAllowed),
        (_, null, _, _) => new InvalidRequest("cardNumber", InvalidReason.Required),
        (_, _, null, _) => new InvalidRequest("expiry", InvalidReason.Required),
        (_, _, _, null) => new InvalidRequest("cvc", InvalidReason.Required),
        (_, { } number, { } expiry, { } cvc) => new PaySandboxOrder(order, new SandboxCard(number, expiry, cvc), null),
    };
}

/// <summary>What the buyer answers their bank.</summary>
internal enum ChallengeAnswer
{
    Approve,
    Reject,
}

/// <summary>Where an order's payment stands.</summary>
internal sealed record PaymentBody
{
    [Description("sandbox or stripe.")]
    public required string Provider { get; init; }

    [Description("requires_payment, requires_action, processing, succeeded, failed or refunded.")]
    public required string Status { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("What the provider's script needs in the buyer's browser.")]
    public string? ClientSecret { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("Where the buyer's bank asks them to confirm.")]
    public string? RedirectUrl { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("The sandbox's question, while it waits for an answer.")]
    public ChallengeBody? Challenge { get; init; }

    public static PaymentBody Of(OrderView order, string challengeUrl) => new()
    {
        Provider = order.Payment.Provider,
        Status = (order.Payment.Status == PaymentStatus.Cancelled ? PaymentStatus.Failed : order.Payment.Status)
            .ToText(),
        ClientSecret = order.Payment.ClientSecret,
        RedirectUrl = order.Payment.ChallengeUrl,
        Challenge = order.Payment.Status == PaymentStatus.RequiresAction && OrderLinks.IsSandbox(order)
            ? new ChallengeBody(challengeUrl, [ChallengeAnswer.Approve.ToText(), ChallengeAnswer.Reject.ToText()])
            : null,
    };
}

/// <summary>Where the sandbox's question is answered, and with what.</summary>
internal sealed record ChallengeBody(string Url, IReadOnlyList<string> Answers);
