using GiftCards.Core.Verification.Identifiers;
using Xunit;

namespace GiftCards.Tests.Core.Verification;

/// <summary>Numbers that their offices publish as examples, and the same with a slip of the pen.</summary>
public sealed class IdentifierTests
{
    [Theory]
    [InlineData("AE", "100-1234-5678-9012")]
    [InlineData("SV", "0614-050707-104-8")]
    [InlineData("SV", "00016297-5")]
    [InlineData("US", "12-3456789")]
    [InlineData("GB", "GB 980 7806 84")]
    [InlineData("GB", "1955839661")]
    [InlineData("DE", "DE 136 695 976")]
    [InlineData("ES", "54362315K")]
    [InlineData("ES", "X-2482300W")]
    [InlineData("ES", "J99216582")]
    [InlineData("ES", "B-58378431")]
    [InlineData("FR", "FR 40 303 265 045")]
    [InlineData("FR", "552 008 443")]
    [InlineData("IN", "27AAPFU0939F1ZV")]
    [InlineData("IN", "ACUPA7085R")]
    public void A_tax_id_as_its_office_writes_it_is_right(string country, string text) =>
        Assert.Null(IdentifierRules.RefuseTaxId(country, text));

    [Theory]
    [InlineData("AE", "200123456789012", Why.Format)]
    [InlineData("AE", "10012345678901", Why.Format)]
    [InlineData("SV", "0614-050707-104-9", Why.CheckDigit)]
    [InlineData("SV", "00016297-6", Why.CheckDigit)]
    [InlineData("SV", "5614-050707-104-8", Why.Format)]
    [InlineData("US", "07-3456789", Why.Format)]
    [InlineData("US", "12-345678", Why.Format)]
    [InlineData("GB", "980780685", Why.CheckDigit)]
    [InlineData("GB", "2955839661", Why.CheckDigit)]
    [InlineData("DE", "DE136695978", Why.CheckDigit)]
    [InlineData("DE", "DE036695976", Why.Format)]
    [InlineData("ES", "54362315Z", Why.CheckDigit)]
    [InlineData("ES", "J99216583", Why.CheckDigit)]
    [InlineData("ES", "123", Why.Format)]
    [InlineData("FR", "FR41303265045", Why.CheckDigit)]
    [InlineData("FR", "552008444", Why.CheckDigit)]
    [InlineData("IN", "27AAPFU0939F1ZX", Why.CheckDigit)]
    [InlineData("IN", "98AAPFU0939F1ZV", Why.Format)]
    [InlineData("IN", "ACUZA7085R", Why.Format)]
    [InlineData("DE", "", Why.Missing)]
    [InlineData("JP", "1234567890123", Why.NoRule)]
    public void A_slip_of_the_pen_is_noticed(string country, string text, string why) =>
        Assert.Equal(why, IdentifierRules.RefuseTaxId(country, text));

    [Theory]
    [InlineData("AE", "CN-1234567")]
    [InlineData("SV", "123456-7")]
    [InlineData("US", "C4512345")]
    [InlineData("GB", "SC123456")]
    [InlineData("GB", "01234567")]
    [InlineData("DE", "HRB 150148")]
    [InlineData("ES", "M-123456")]
    [InlineData("ES", "J99216582")]
    [InlineData("FR", "732 829 320 00074")]
    [InlineData("FR", "356 000 000 00048")]
    [InlineData("IN", "U67190TN2014PTC096978")]
    [InlineData("IN", "UDYAM-MH-18-0123456")]
    public void A_registration_number_as_its_register_writes_it_is_right(string country, string text) =>
        Assert.Null(IdentifierRules.RefuseRegistration(country, text));

    [Theory]
    [InlineData("AE", "LICENCE", Why.Format)]
    [InlineData("GB", "XX123456", Why.Format)]
    [InlineData("DE", "150148", Why.Format)]
    [InlineData("FR", "73282932000075", Why.CheckDigit)]
    [InlineData("IN", "U67190", Why.Format)]
    [InlineData("US", "", Why.Missing)]
    public void A_wrong_registration_number_is_noticed(string country, string text, string why) =>
        Assert.Equal(why, IdentifierRules.RefuseRegistration(country, text));

    [Fact]
    public void The_countries_that_are_judged_are_at_least_these() =>
        Assert.Superset(new HashSet<string> { "AE", "SV", "US", "GB", "DE", "ES", "FR", "IN" }, IdentifierRules.Known.ToHashSet());
}
