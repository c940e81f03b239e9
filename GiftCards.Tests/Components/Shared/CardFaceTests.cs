using Bunit;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Web.Components.Shared;
using Xunit;

namespace GiftCards.Tests.Components.Shared;

public sealed class CardFaceTests
{
    private static readonly Money TwoHundred = new(20_000, Currency.Of("AED"));

    [Fact]
    public void A_card_shows_who_it_is_from_what_it_is_worth_and_whom_it_is_for()
    {
        using var context = new PageContext();

        var card = context.Render<CardFace>(face => face
            .Add(c => c.MerchantName, "Glamour Studio")
            .Add(c => c.Amount, TwoHundred)
            .Add(c => c.To, "Nour")
            .Add(c => c.From, "Layla")
            .Add(c => c.Message, "Happy birthday"));

        Assert.Equal("Glamour Studio", card.Find(".gift-card-merchant").TextContent);
        Assert.Equal("AED\u00A0200.00", card.Find(".gift-card-amount").TextContent.Trim());
        Assert.Equal("Happy birthday", card.Find(".gift-card-message").TextContent);
        Assert.Equal(
            "Gift card Glamour Studio, AED\u00A0200.00, For Nour, From Layla, Happy birthday",
            card.Find("[role=img]").GetAttribute("aria-label"));
    }

    [Fact]
    public void A_small_card_leaves_out_people_and_message()
    {
        using var context = new PageContext();

        var card = context.Render<CardFace>(face => face
            .Add(c => c.MerchantName, "Glamour Studio")
            .Add(c => c.To, "Nour")
            .Add(c => c.Message, "Happy birthday")
            .Add(c => c.Small, true));

        Assert.DoesNotContain("Nour", card.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Happy birthday", card.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_of_people_is_shown_as_text_and_a_strange_colour_never_reaches_the_style()
    {
        using var context = new PageContext();

        var card = context.Render<CardFace>(face => face
            .Add(c => c.MerchantName, "<script>alert(1)</script>")
            .Add(c => c.Color, "red;background:url(//evil.example)"));

        Assert.Empty(card.FindAll("script"));
        Assert.DoesNotContain("evil", card.Find(".gift-card").GetAttribute("style"), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_design_has_a_drawing_of_its_own_and_an_unknown_one_becomes_the_classic()
    {
        using var context = new PageContext();

        var drawings = CardDesigns.All.Append("unheard-of").Select(Draw).ToList();

        Assert.Equal(CardDesigns.All.Count, drawings.Distinct().Count());
        Assert.Equal(Draw("classic"), drawings[^1]);

        string Draw(string design)
        {
            var face = context.Render<CardFace>(f => f.Add(c => c.MerchantName, "M").Add(c => c.Design, design));
            return face.Find(".gift-card svg").InnerHtml;
        }
    }
}
