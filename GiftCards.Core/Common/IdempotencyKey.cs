using System.Security.Cryptography;
using System.Text.Json;

namespace GiftCards.Core.Common;

/// <summary>
/// The caller's own name for one attempt at an effect, with a fingerprint of what was asked. The same name with
/// another fingerprint is a mistake of the caller; the same with the same is a repetition and gets the first answer.
/// </summary>
/// <param name="Scope">Whose key it is, from <see cref="Actor.IdempotencyScope"/>.</param>
/// <param name="Operation">Which use case, such as <c>redeem</c>.</param>
/// <param name="Key">1 to 255 visible ASCII characters.</param>
/// <param name="Fingerprint">SHA-256 of the command.</param>
public sealed record IdempotencyKey(string Scope, string Operation, string Key, byte[] Fingerprint)
{
    public const int MaxLength = 255;

    /// <summary>Makes the key of one command by one actor; a text that cannot be a key is refused.</summary>
    public static Result<IdempotencyKey> Create<TCommand>(Actor actor, string operation, string? key, TCommand command)
    {
        if (string.IsNullOrEmpty(key))
        {
            return new IdempotencyKeyRequired();
        }

        if (key.Length > MaxLength || key.Any(c => c is < '!' or > '~'))
        {
            return new InvalidRequest("Idempotency-Key", InvalidReason.Malformed);
        }

        var fingerprint = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(command));
        return new IdempotencyKey(actor.IdempotencyScope, operation, key, fingerprint);
    }
}

/// <summary>The call moves value and came without a key.</summary>
public sealed record IdempotencyKeyRequired() : DomainError("idempotency_key_required", ErrorKind.Invalid);

/// <summary>The key was used before for something else.</summary>
public sealed record IdempotencyKeyReused() : DomainError("idempotency_key_reused", ErrorKind.Refused);

/// <summary>The first call with this key has not finished; ask again.</summary>
public sealed record IdempotencyInProgress() : DomainError("idempotency_in_progress", ErrorKind.Conflict);

/// <summary>An answer, and whether it was given before to the same key.</summary>
/// <param name="Value">The answer.</param>
/// <param name="IsReplay">True when nothing happened now because it had happened already.</param>
public sealed record Answer<T>(T Value, bool IsReplay);
