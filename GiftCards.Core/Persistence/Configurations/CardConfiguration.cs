using GiftCards.Core.Cards;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GiftCards.Core.Persistence.Configurations;

internal sealed class CardConfiguration : IEntityTypeConfiguration<Card>
{
    public void Configure(EntityTypeBuilder<Card> card)
    {
        card.ToTable("Cards", table =>
        {
            table.HasCheckConstraint(
                "ck_cards_balance", "balance_minor >= 0 AND held_minor >= 0 AND held_minor <= balance_minor");
            table.HasCheckConstraint("ck_cards_initial", "initial_amount_minor > 0");
        });
        card.HasKey(c => new { c.MerchantId, c.Id });
        card.HasIndex(c => c.CodeHash).IsUnique();
        card.HasIndex(c => c.Id);
        card.HasIndex(c => new { c.MerchantId, c.IssuedAt, c.Id });
        card.HasIndex(c => new { c.MerchantId, c.Last4 });
        card.HasIndex(c => c.OrderId);
        card.HasIndex(c => c.OwnerId);
        card.HasIndex(c => c.PurchaserEmailHash);
        card.HasIndex(c => c.RecipientEmailHash);
        card.HasIndex(c => new { c.Status, c.ExpiresAt });
        card.Ignore(c => c.Account);
        card.Ignore(c => c.Balance);
        card.Ignore(c => c.Available);
        card.Ignore(c => c.InitialAmount);
        card.Ignore(c => c.GivenAmount);
        card.Ignore(c => c.Standing);
    }
}
