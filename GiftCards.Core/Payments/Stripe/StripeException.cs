using System.Net;

namespace GiftCards.Core.Payments.Stripe;

/// <summary>
/// Stripe refused a request, failed, or could not be reached. Its own sentence is not part of the message, since that
/// may repeat what was sent.
/// </summary>
public sealed class StripeException : PaymentProviderException
{
    internal StripeException(HttpStatusCode status, StripeFault? fault, string? requestId)
        : base($"Stripe answered {(int)status} {fault?.Type} {fault?.Code} {fault?.DeclineCode} ({requestId}).")
    {
        Status = status;
        Type = fault?.Type;
        Code = fault?.Code;
        Parameter = fault?.Param;
        RequestId = requestId;
    }

    internal StripeException(Exception reason)
        : base("Stripe could not be reached.", reason)
    {
    }

    /// <summary>What it answered with; null where no answer came.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>The kind of refusal, such as <c>invalid_request_error</c>.</summary>
    public string? Type { get; }

    /// <summary>The reason, such as <c>charge_already_refunded</c>.</summary>
    public string? Code { get; }

    /// <summary>The parameter at fault.</summary>
    public string? Parameter { get; }

    /// <summary>Stripe's name of the request, by which its support finds it.</summary>
    public string? RequestId { get; }

    /// <summary>
    /// Whether the request was looked at and refused for good, so that asking again is no use. Everything else leaves
    /// open what happened. A wrong key or a missing right can be mended, so it is not for good.
    /// </summary>
    public bool IsFinal => Status is HttpStatusCode.BadRequest or HttpStatusCode.PaymentRequired
        or HttpStatusCode.NotFound && Type != "idempotency_error" && Code != "lock_timeout";

    /// <summary>Whether what was named does not exist, or belongs to an account that let us go.</summary>
    public bool IsMissing => Status == HttpStatusCode.NotFound || Code is "resource_missing" or "account_invalid";
}

/// <summary>Stripe's account of an error.</summary>
internal sealed record StripeFault(string? Type, string? Code, string? DeclineCode, string? Param);
