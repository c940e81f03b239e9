using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Merchants;

/// <summary>What can be done to one of several things that stand in an order.</summary>
public enum ShelfMove
{
    /// <summary>Change places with the one before.</summary>
    Earlier,

    /// <summary>Change places with the one after.</summary>
    Later,

    /// <summary>Take it away for good.</summary>
    Remove,
}

/// <summary>One of several things that a merchant shows of itself in an order of its own.</summary>
internal interface IOnShelf
{
    /// <summary>What names it in the audit trail.</summary>
    string Key { get; }

    int Position { get; set; }
}

/// <summary>Keeps things in an order.</summary>
internal static class Shelf
{
    /// <summary>Null when the actor may do so at its own merchant.</summary>
    public static DomainError? Refuse(Actor actor, ShelfMove move, out MerchantId merchant) =>
        actor.RefuseHere(Permissions.SettingsWrite, out merchant)
        ?? (Enum.IsDefined(move) ? null : new InvalidRequest("move", InvalidReason.Choice));

    /// <summary>
    /// Moves one, or takes it away, and says so in the note: the order before and after, or what it was that went.
    /// </summary>
    public static AuditNote Move<T>(
        GiftCardsDbContext context, IReadOnlyList<T> items, T one, ShelfMove move, AuditNote note, object told)
        where T : class, IOnShelf
    {
        var after = After(items, one, move);
        for (var i = 0; i < after.Count; i++)
        {
            after[i].Position = i;
        }

        if (move != ShelfMove.Remove)
        {
            return note with { Before = OrderOf(items), After = OrderOf(after) };
        }

        context.Remove(one);
        return note with { Before = told };
    }

    /// <summary>The position of one that is added.</summary>
    public static int End(IReadOnlyCollection<IOnShelf> items) =>
        items.Count == 0 ? 0 : items.Max(one => one.Position) + 1;

    /// <summary>Names one more, unlike all before it.</summary>
    public static string NewId(string letter, IEnumerable<string> taken)
    {
        var known = taken.ToHashSet(StringComparer.Ordinal);
        return Enumerable.Range(1, known.Count + 1).Select(number => $"{letter}{number}").First(id => !known.Contains(id));
    }

    /// <summary>Saves; a conflict when somebody else took the row away or added the same one.</summary>
    public static async Task<DomainError?> SaveAsync(GiftCardsDbContext context, CancellationToken cancellationToken)
    {
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return null;
        }
        catch (DbUpdateException error) when (error is DbUpdateConcurrencyException || error.IsUniqueViolation())
        {
            return new Conflict();
        }
    }

    // Where there is no neighbour on that side it stays; so two who press the same button at once do no harm.
    private static List<T> After<T>(IReadOnlyList<T> items, T one, ShelfMove move)
        where T : class
    {
        var after = items.ToList();
        var at = after.IndexOf(one);
        var to = move switch
        {
            ShelfMove.Earlier => Math.Max(0, at - 1),
            ShelfMove.Later => Math.Min(after.Count - 1, at + 1),
            _ => -1,
        };
        after.RemoveAt(at);
        if (to >= 0)
        {
            after.Insert(to, one);
        }

        return after;
    }

    private static object OrderOf(IEnumerable<IOnShelf> items) => new { Order = items.Select(one => one.Key).ToList() };
}
