using GiftCards.Core.Common;
using Microsoft.AspNetCore.Identity;

namespace GiftCards.Core.Access;

/// <summary>
/// A password that nobody has. Checking a guess against it takes as long as against a real one, so that the time of
/// an answer does not tell whether an address is known.
/// </summary>
public sealed class StandInPassword
{
    private readonly User nobody = new();
    private readonly IPasswordHasher<User> hasher;
    private readonly string hash;

    public StandInPassword(IPasswordHasher<User> hasher)
    {
        this.hasher = hasher;
        hash = hasher.HashPassword(nobody, OpaqueToken.Create(""));
    }

    /// <summary>Does the work of a check; there is no right answer.</summary>
    public void Verify(string password) => hasher.VerifyHashedPassword(nobody, hash, password);
}
