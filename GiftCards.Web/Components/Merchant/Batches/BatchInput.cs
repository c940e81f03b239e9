using GiftCards.Core.Bulk;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;

namespace GiftCards.Web.Components.Merchant.Batches;

/// <summary>What the form below the list of cards says.</summary>
public sealed class BatchInput
{
    public const string All = "all";

    /// <summary>The action's name, as the button that was pressed has it.</summary>
    public string? Action { get; set; }

    /// <summary><see cref="All"/> for all that match, anything else for those that are ticked.</summary>
    public string? Which { get; set; }

    /// <summary>What the list was searched by.</summary>
    public string? Search { get; set; }

    /// <summary>The ids of the cards that are ticked.</summary>
    public List<string>? Cards { get; set; }

    /// <summary>The command that the form means; what cannot be read as an action is refused later.</summary>
    public DraftCardBatch ToCommand(CardFilter filter) => new(
        EnumText.TryParse<BatchAction>(Action, out var action) ? action : (BatchAction)(-1),
        [.. (Cards ?? []).Select(Card).OfType<CardId>()],
        Which == All ? filter : null);

    private static CardId? Card(string text) => PublicId.TryParse<CardId>(text, out var id) ? id : null;
}
