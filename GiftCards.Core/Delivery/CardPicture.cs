using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Files;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Delivery;

/// <summary>The merchant's own picture that a card has for its design.</summary>
/// <param name="Jpeg">Its bytes, as they were found good.</param>
/// <param name="Width">Pixels as they are stored, whichever way up it is held.</param>
/// <param name="Height">Pixels, likewise.</param>
public sealed record CardPicture(byte[] Jpeg, int Width, int Height)
{
    /// <summary>What it is called in a mail.</summary>
    public const string FileName = "card.jpg";

    /// <summary>The picture of a card; null where its design is one of ours, or the file is gone.</summary>
    internal static async Task<CardPicture?> FindAsync(
        GiftCardsDbContext context, Card card, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse<FileId>(card.Design, out var id))
        {
            return null;
        }

        var found = await context.Files.AsNoTracking()
            .Where(file => file.MerchantId == card.MerchantId && file.Id == id && file.Kind == FileKind.Design
                && file.ContentType == "image/jpeg")
            .Join(
                context.FileContents,
                file => new { file.MerchantId, FileId = file.Id },
                content => new { content.MerchantId, content.FileId },
                (file, content) => new { content.Bytes, file.Width, file.Height })
            .SingleOrDefaultAsync(cancellationToken);
        return found is { Width: { } width, Height: { } height }
            ? new CardPicture(found.Bytes, width, height)
            : null;
    }
}
