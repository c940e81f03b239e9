using System.Globalization;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Proof;

/// <summary>
/// Goal: books, payables and the provider's balance agree to the minor unit whatever people do, in currencies of two,
/// none and three decimals. Method: a random world is lived and then compared, see <see cref="RandomWorld"/>. The long
/// form is run by eng/prove-books.
/// </summary>
public sealed class RandomWorldTests
{
    [Theory, EveryProvider]
    public Task After_some_hundred_random_orders_everything_agrees(DatabaseProvider provider) => ProveAsync(provider, 20_261_121, 120);

    [Theory(Explicit = true), EveryProvider]
    public Task After_as_many_random_orders_as_asked_everything_agrees(DatabaseProvider provider) =>
        ProveAsync(provider, Asked("PROOF_SEED", 1), Asked("PROOF_ORDERS", 10_000));

    private static async Task ProveAsync(DatabaseProvider provider, int seed, int orders)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var life = new RandomWorld(world, seed);
        await life.OpenAsync();
        try
        {
            await life.LiveAsync(orders);
            await life.AssertAgreesAsync();
        }
        catch (Exception error)
        {
            throw new InvalidOperationException(
                $"Seed {seed} fails: PROOF_SEED={seed} PROOF_ORDERS={orders} eng/prove-books runs it again.", error);
        }
    }

    private static int Asked(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var asked)
            ? asked
            : otherwise;
}
