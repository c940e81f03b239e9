namespace GiftCards.Core.Common;

/// <summary>What sort of refusal an error is; decides the HTTP status.</summary>
public enum ErrorKind
{
    /// <summary>400: the request itself is malformed.</summary>
    Invalid,

    /// <summary>401: nobody known is asking.</summary>
    Unauthenticated,

    /// <summary>403: somebody known is asking for what they may not have.</summary>
    Forbidden,

    /// <summary>404: unknown, or not theirs; the two look alike.</summary>
    NotFound,

    /// <summary>409: the state or the moment does not allow it.</summary>
    Conflict,

    /// <summary>422: well-formed and refused by a rule.</summary>
    Refused,

    /// <summary>429: too much at once.</summary>
    Limited,

    /// <summary>503: something we depend on is away.</summary>
    Unavailable,
}

/// <summary>
/// An expected refusal. Each reason is a sealed record in the <c>…Errors.cs</c> of its capability; its code is
/// stable and public, its words are translated from resources under that code.
/// </summary>
/// <param name="Code">Stable, snake_case, documented in docs/api.</param>
/// <param name="Kind">What sort of refusal this is.</param>
public abstract record DomainError(string Code, ErrorKind Kind)
{
    /// <summary>Values that fill the places of the translated text, such as the limit that was passed.</summary>
    public virtual IReadOnlyList<object> Arguments => [];

    /// <summary>The request field at fault, in camelCase, where one is.</summary>
    public virtual string? Field => null;

    /// <summary>Which of several texts for the same code to show, where one code has several details.</summary>
    public virtual string TextKey => Code;
}
