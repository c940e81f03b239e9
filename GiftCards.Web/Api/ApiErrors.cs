using GiftCards.Core.Common;

namespace GiftCards.Web.Api;

/// <summary>The body is not <c>application/json</c> in UTF-8.</summary>
internal sealed record UnsupportedMediaType() : DomainError("invalid_request", ErrorKind.Invalid)
{
    public override string TextKey => "invalid_request.media_type";
}

/// <summary>The body is longer than the API takes.</summary>
/// <param name="MaxBytes">The most it takes, in bytes.</param>
internal sealed record BodyTooLarge(int MaxBytes) : DomainError("invalid_request", ErrorKind.Invalid)
{
    public override string TextKey => "invalid_request.body_too_large";

    public override IReadOnlyList<object> Arguments => [MaxBytes / 1024];
}

/// <summary>The path is there, but not for this method.</summary>
internal sealed record MethodNotAllowed() : DomainError("invalid_request", ErrorKind.Invalid)
{
    public override string TextKey => "invalid_request.method";
}

/// <summary>Something broke on our side; what, is in the log under the request's id.</summary>
internal sealed record Broken() : DomainError("unavailable", ErrorKind.Unavailable);
