using GiftCards.Core.Common;
using GiftCards.Core.Settlement;
using Xunit;

namespace GiftCards.Tests.Core.Settlement;

public sealed class BankDetailsTests
{
    [Theory]
    [InlineData("GB82 WEST 1234 5698 7654 32", "GB")]
    [InlineData("ae07-0331-2345-6789-0123-456", "AE")]
    [InlineData("DE89370400440532013000", "DE")]
    [InlineData("FR1420041010050500013M02606", "FR")]
    [InlineData("NO9386011117947", "NO")]
    [InlineData("SV62CENR00000000000000700025", "SV")]
    public void An_iban_is_taken_however_it_is_typed(string text, string country)
    {
        var read = Read(BankScheme.Iban, text);

        Assert.Equal(country, read.Value.Country);
        Assert.Equal(read.Value.Number[^4..], read.Value.Last4);
        Assert.DoesNotContain(' ', read.Value.Number);
    }

    [Theory]
    [InlineData("GB82 WEST 1234 5698 7654 33")] // The check digits are those of another number.
    [InlineData("GB82 WEST 1234 5698 7654 3")] // Too short for its country.
    [InlineData("DE89370400440532013000X")]
    [InlineData("US64SVBKUS6S3300958879")] // A country without such numbers.
    [InlineData("1234")]
    [InlineData("")]
    public void What_is_no_iban_is_refused(string text) => AssertRefused(Read(BankScheme.Iban, text), "number");

    [Theory]
    [InlineData(BankScheme.UnitedStates, "021000021", "123456789", null)]
    [InlineData(BankScheme.UnitedStates, "021000022", "123456789", "bankCode")]
    [InlineData(BankScheme.UnitedStates, "021000021", "12A", "number")]
    [InlineData(BankScheme.UnitedKingdom, "20-00-00", "55779911", null)]
    [InlineData(BankScheme.UnitedKingdom, "20-00-0", "55779911", "bankCode")]
    [InlineData(BankScheme.UnitedKingdom, "200000", "5577991", "number")]
    [InlineData(BankScheme.India, "hdfc0000001", "50100123456789", null)]
    [InlineData(BankScheme.India, "HDFC1000001", "50100123456789", "bankCode")]
    [InlineData(BankScheme.Japan, "0001-234", "1234567", null)]
    [InlineData(BankScheme.Japan, "0001", "1234567", "bankCode")]
    public void Local_numbers_follow_their_country(BankScheme scheme, string code, string number, string? fault)
    {
        var read = BankDetailsRules.Read(new TypedBankDetails { Scheme = scheme, Holder = "A Shop", Number = number, BankCode = code });

        if (fault is null)
        {
            Assert.Equal(number, read.Value.Number);
        }
        else
        {
            AssertRefused(read, fault);
        }
    }

    [Theory]
    [InlineData("BAMCSVSS", "bic", true)]
    [InlineData("BUKBGB22", "bic", false)]
    [InlineData("BAMC", "bic", false)]
    public void An_account_in_El_Salvador_names_a_bank_there(string bic, string field, bool isRight)
    {
        var read = BankDetailsRules.Read(
            new TypedBankDetails { Scheme = BankScheme.ElSalvador, Holder = "Pupusería Sofía", Number = "0003512345678", Bic = bic });

        if (isRight)
        {
            Assert.Equal("SV", read.Value.Country);
        }
        else
        {
            AssertRefused(read, field);
        }
    }

    [Theory]
    [InlineData("Café Zoë – Żółw & Søn", "Cafe Zoe - Zolw + Son")]
    [InlineData("//Straße", "Strasse")]
    [InlineData("a//b", "a/b")]
    public void Names_are_written_in_the_letters_of_banks(string text, string written)
    {
        Assert.True(BankText.CanWrite(text));
        Assert.Equal(written, BankText.Of(text, 70));
    }

    [Theory]
    [InlineData("صالون")]
    [InlineData("Салон")]
    public void A_holder_whom_no_bank_could_read_is_refused(string holder) => AssertRefused(
        BankDetailsRules.Read(new TypedBankDetails { Scheme = BankScheme.Iban, Holder = holder, Number = "DE89370400440532013000" }),
        "holder");

    [Fact]
    public void Only_schemes_of_the_merchants_currency_are_offered()
    {
        Assert.Equal([BankScheme.Iban], BankDetailsRules.For(Currency.Of("AED"), "AE"));
        Assert.Equal(
            [BankScheme.ElSalvador, BankScheme.Iban, BankScheme.UnitedStates], BankDetailsRules.For(Currency.Of("USD"), "SV"));
    }

    private static Result<BankDetails> Read(BankScheme scheme, string number) =>
        BankDetailsRules.Read(new TypedBankDetails { Scheme = scheme, Holder = "A Shop", Number = number });

    private static void AssertRefused(Result<BankDetails> read, string field) =>
        Assert.Equal(field, Assert.IsType<InvalidRequest>(read.Error).Field);
}
