using GiftCards.Core.Cards;
using Xunit;

namespace GiftCards.Tests.Core.Cards;

public sealed class CardCodeTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void A_generated_code_has_the_prefix_and_groups_of_unmistakable_symbols(int groups)
    {
        var code = CardCode.Generate("KATIA", groups).Display;

        Assert.Matches($"^KATIA(-[A-HJ-NP-Z2-9]{{4}}){{{groups}}}$", code);
    }

    [Fact]
    public void Ten_thousand_codes_are_all_different_and_use_every_symbol()
    {
        var codes = Enumerable.Range(0, 10_000).Select(_ => CardCode.Generate("GC", 3).Normalized[2..]).ToHashSet();

        Assert.Equal(10_000, codes.Count);
        Assert.Equal(CardCode.Alphabet.Length, codes.SelectMany(code => code).Distinct().Count());
    }

    [Theory]
    [InlineData("KATIA-DEMA-CTVE-2222")]
    [InlineData("katia-dema-ctve-2222")]
    [InlineData(" KATIA DEMA CTVE 2222 ")]
    [InlineData("KATIADEMACTVE2222")]
    [InlineData("KATIA–DEMA—CTVE‑2222")]
    [InlineData("ＫＡＴＩＡ－ＤＥＭＡ－ＣＴＶＥ－２２２２")]
    [InlineData("KATIA_DEMA.CTVE\t2222")]
    public void However_it_is_typed_it_is_the_same_code(string input)
    {
        Assert.True(CardCode.TryParse(input, out var code));
        Assert.Equal("KATIADEMACTVE2222", code.Normalized);
        Assert.Equal("2222", code.Last4);
    }

    [Theory]
    [InlineData("KATIA-DEMA-CTVE-2222", "KATIA-DEMA-CTVE-2222")]
    [InlineData("gc-abc123xyz", "GC-ABC1-23XY-Z")]
    [InlineData("OLDCODE123", "OLDC-ODE1-23")]
    public void A_code_is_shown_in_groups(string input, string display)
    {
        Assert.True(CardCode.TryParse(input, out var code));
        Assert.Equal(display, code.Display);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ABC1234")]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZ1234567")]
    [InlineData("KATIA-DEMA-CTVE-22²!")]
    [InlineData("КАТЯ-DEMA-CTVE-2222")]
    [InlineData("'; DROP TABLE cards; --")]
    [InlineData("\ud800AAAAAAAA")]
    public void What_cannot_be_a_code_is_refused(string? input) => Assert.False(CardCode.TryParse(input, out _));

    [Fact]
    public void A_code_never_shows_itself_by_accident()
    {
        var code = CardCode.Generate("KATIA", 3);

        Assert.Equal($"••••{code.Last4}", $"{code}");
    }
}
