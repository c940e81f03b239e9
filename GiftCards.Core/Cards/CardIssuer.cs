using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Core.Persistence.Conventions;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Cards;

/// <summary>A card that was just made, with its code in the clear for the moment, and its journal entry.</summary>
internal sealed record IssuedNow(Card Card, CardCode Code, JournalEntry Entry);

/// <summary>Makes cards inside a caller's transaction: the row, its code and its journal entry together.</summary>
internal static class CardIssuer
{
    internal const int MaxTries = 5;

    public static async Task<IssuedNow> IssueAsync(
        GiftCardsDbContext context,
        Protector protector,
        GiftCardSettings settings,
        CardTerms terms,
        EntryDraft draft,
        Func<CardId, IReadOnlyList<PostingDraft>> postings,
        CardCode? importedCode,
        CancellationToken cancellationToken)
    {
        var code = importedCode ?? await NewCodeAsync(context, protector, settings, cancellationToken);
        var issued = Make(protector, terms, draft, postings, code);
        context.Cards.Add(issued.Card);
        context.JournalEntries.Add(issued.Entry);
        return issued;
    }

    /// <summary>A card and its entry, yet to be written.</summary>
    public static IssuedNow Make(
        Protector protector,
        CardTerms terms,
        EntryDraft draft,
        Func<CardId, IReadOnlyList<PostingDraft>> postings,
        CardCode code)
    {
        var card = Card.Issue(terms, code, protector, draft.At);
        var side = new CardSide(card.Id, card.Balance) { After = card.Standing };
        return new IssuedNow(card, code, JournalEntry.ForCard(draft, side, postings(card.Id)));
    }

    /// <summary>
    /// A code that no card has. The unique index is the authority; looking first saves the whole order from failing
    /// over one collision.
    /// </summary>
    internal static async Task<CardCode> NewCodeAsync(
        GiftCardsDbContext context, Protector protector, GiftCardSettings settings, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            var code = CardCode.Generate(settings.CodePrefix, settings.CodeGroups);
            var hashes = protector.HashesOfCode(code.Normalized);
            var taken = await context.Cards.IgnoreQueryFilters([MerchantFilter.Name])
                .AnyAsync(card => hashes.Contains(card.CodeHash), cancellationToken);
            if (!taken)
            {
                return code;
            }
        }

        throw new InvalidOperationException("No free card code was found; the random generator is broken.");
    }
}
