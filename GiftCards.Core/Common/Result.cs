using System.Diagnostics.CodeAnalysis;

namespace GiftCards.Core.Common;

/// <summary>
/// What a use case answers: a value, or the reason why it refused. Exceptions are kept for bugs and broken
/// infrastructure.
/// </summary>
public readonly struct Result<T>
{
    private readonly T? value;

    private Result(T? value, DomainError? error)
    {
        this.value = value;
        Error = error;
    }

    /// <summary>The reason of a refusal; null when there is a value.</summary>
    public DomainError? Error { get; }

    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsOk => Error is null;

    /// <summary>The value; asking a refusal for it is a bug and throws.</summary>
    public T Value => Error is null ? value! : throw new InvalidOperationException($"There is no value: {Error.Code}.");

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(DomainError error) => new(default, error);
}

/// <summary>The value of a use case that has nothing to say beyond "done".</summary>
public readonly record struct Done;
