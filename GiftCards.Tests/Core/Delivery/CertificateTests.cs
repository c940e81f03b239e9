using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Certificates;
using GiftCards.Core.Merchants;
using Xunit;

namespace GiftCards.Tests.Core.Delivery;

/// <summary>
/// The certificate is read back by programs that know nothing of our writer: pdftotext for the words, pdftoppm and
/// zbarimg for the QR as a scanner at the counter would see it.
/// </summary>
public sealed class CertificateTests : IDisposable
{
    private const string Code = "KATIA-DEMA-CTVE-2222";

    private static readonly byte[] RedPicture = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//"
        + "2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAARCAAIAAwDASIAAhEBAxEB/8QA"
        + "FQABAQAAAAAAAAAAAAAAAAAAAAX/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAAAwb/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/"
        + "9oADAMBAAIRAxEAPwCOABXv/9k=");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("certificate");
    private readonly CertificateRenderer renderer = new(new CertificateOptions(null));
    private readonly CertificateRenderer withoutFont = new(new CertificateOptions("/there/is/no/such.ttf"));

    public static TheoryData<string> Designs => [.. CardDesigns.All];

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task The_certificate_says_who_gives_what_to_whom_and_how_long_it_is_good()
    {
        var text = await ReadAsync(renderer.Render(Content()));

        Assert.Contains("Glamour Studio", text, StringComparison.Ordinal);
        Assert.Contains("AED 1,250.00", text, StringComparison.Ordinal);
        Assert.Contains("Mary", text, StringComparison.Ordinal);
        Assert.Contains("José Núñez", text, StringComparison.Ordinal);
        Assert.Contains("Happy birthday", text, StringComparison.Ordinal);
        Assert.Contains(Code, text, StringComparison.Ordinal);
        Assert.Contains("30 November 2028", text, StringComparison.Ordinal);
        Assert.Contains("Not exchangeable for cash.", text, StringComparison.Ordinal);
        Assert.Contains("https://gifts.example/gift/token", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_of_the_merchants_own_stands_in_the_designs_place()
    {
        var content = Content() with { Picture = new CardPicture(RedPicture, 12, 8) };

        var certificate = renderer.Render(content);

        var listed = await ExternalTool.RunAsync("pdfimages", "-list", await WriteAsync(certificate));
        Assert.Matches(@"image\s+12\s+8\s+rgb\s+3\s+8\s+jpeg", listed);
        var text = await ReadAsync(certificate);
        Assert.Contains("AED 1,250.00", text, StringComparison.Ordinal);
        Assert.Contains(Code, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_character_does_not_keep_the_certificate_from_being_drawn()
    {
        var content = Content() with { Message = "Happy\uFFFE birthday", To = "\uD83C", Terms = "\uFFFE" };

        var text = await ReadAsync(renderer.Render(content));

        Assert.Contains(Code, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_without_a_last_day_says_that_it_never_expires()
    {
        var text = await ReadAsync(renderer.Render(Content() with { LastValidDay = null }));

        Assert.Contains("Never expires", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cyrillic_words_and_labels_come_out_as_they_went_in()
    {
        Assert.SkipWhen(renderer.DrawsLatin1Only, "No font file was found on this machine.");
        var certificate = renderer.Render(
            Content() with { Language = "ru", To = "Анна", Message = "С днём рождения, дорогая!" });
        var text = await ReadAsync(certificate);

        Assert.False(certificate.MessageIsOnlineOnly);
        Assert.Contains("Анна", text, StringComparison.Ordinal);
        Assert.Contains("С днём рождения, дорогая!", text, StringComparison.Ordinal);
        Assert.Contains("Покажите на кассе", text, StringComparison.Ordinal);
        Assert.Contains("30 ноября 2028", text, StringComparison.Ordinal);
        Assert.Contains("1 250,00 AED", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("जन्मदिन मुबारक")]
    [InlineData("お誕生日おめでとう")]
    public async Task A_message_that_cannot_be_drawn_is_left_out_and_pointed_to_online(string message)
    {
        var certificate = renderer.Render(Content() with { Message = message });
        var text = await ReadAsync(certificate);

        Assert.True(certificate.MessageIsOnlineOnly);
        Assert.Contains("Your personal message is waiting for you online", text, StringComparison.Ordinal);
        Assert.Contains("José Núñez", text, StringComparison.Ordinal);
        Assert.Contains(Code, text, StringComparison.Ordinal);
        Assert.Contains("1,250.00", text, StringComparison.Ordinal);
        Assert.DoesNotContain(message, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("كل عام وأنتم بخير")]
    [InlineData("יום הולדת שמח")]
    public async Task A_message_that_runs_from_the_right_stands_on_a_card_in_English(string message)
    {
        Assert.SkipWhen(renderer.DrawsLatin1Only, "No font file was found on this machine.");
        var certificate = renderer.Render(Content() with { Message = message });

        Assert.False(certificate.MessageIsOnlineOnly);
        var text = await ReadAsync(certificate);
        Assert.All(message.Split(' '), word => Assert.Contains(word, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_font_file_an_Arabic_card_has_English_labels()
    {
        var certificate = withoutFont.Render(Content() with { Language = "ar", Message = "مبروك", To = "ليلى" });

        Assert.True(certificate.MessageIsOnlineOnly);
        Assert.Contains("GIFT CARD", await ReadAsync(certificate), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_Arabic_card_reads_from_the_right_and_keeps_amount_code_and_link()
    {
        Assert.SkipWhen(renderer.DrawsLatin1Only, "No font file was found on this machine.");
        var certificate = renderer.Render(Content() with { Language = "ar", Message = "مبروك يا غالية", To = "ليلى" });
        var text = await ReadAsync(certificate);

        Assert.False(certificate.MessageIsOnlineOnly);
        Assert.All(
            new[] { "مبروك", "غالية", "ليلى", "بطاقة", "هدية", "1,250.00 AED" },
            word => Assert.Contains(word, text, StringComparison.Ordinal));
        Assert.Contains(Code, text, StringComparison.Ordinal);
        Assert.Contains("https://gifts.example/gift/token", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Designs))]
    public async Task The_QR_of_every_design_reads_as_the_code(string design)
    {
        var pdf = await WriteAsync(renderer.Render(Content() with { Design = design }));
        await ExternalTool.RunAsync("pdftoppm", "-r", "100", "-png", "-singlefile", pdf, pdf);

        var read = await ExternalTool.RunAsync("zbarimg", "-q", $"{pdf}.png");
        Assert.Contains($"QR-Code:{Code}", read, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_design_draws_another_picture()
    {
        var files = CardDesigns.All.Select(
            design => Convert.ToHexString(renderer.Render(Content() with { Design = design }).Pdf));

        Assert.Equal(CardDesigns.All.Count, files.Distinct().Count());
    }

    [Fact]
    public async Task Without_a_font_file_Western_text_is_still_right()
    {
        var certificate = withoutFont.Render(
            Content() with { Language = "fr", Message = "Ça fait plaisir – “à bientôt” pour 5 €" });
        var text = await ReadAsync(certificate);

        Assert.True(withoutFont.DrawsLatin1Only);
        Assert.False(certificate.MessageIsOnlineOnly);
        Assert.Contains("José Núñez", text, StringComparison.Ordinal);
        Assert.Contains("Ça fait plaisir – “à bientôt” pour 5 €", text, StringComparison.Ordinal);
        Assert.Contains("À présenter en caisse", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_font_file_Cyrillic_text_is_pointed_to_online_under_English_labels()
    {
        var certificate = withoutFont.Render(Content() with { Language = "ru", Message = "С днём рождения!" });
        var text = await ReadAsync(certificate);

        Assert.True(certificate.MessageIsOnlineOnly);
        Assert.Contains("GIFT CARD", text, StringComparison.Ordinal);
        Assert.Contains(Code, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_message_and_long_names_are_cut_with_an_ellipsis_and_stay_on_one_page()
    {
        var certificate = renderer.Render(Content() with
        {
            MerchantName = new string('W', 200),
            To = string.Concat(Enumerable.Repeat("Maximiliana ", 20)),
            Message = new string('x', 300) + string.Concat(Enumerable.Repeat(" and many more happy returns\n", 60)),
            Terms = string.Concat(Enumerable.Repeat("One more condition. ", 80)),
        });
        var text = await ReadAsync(certificate);

        Assert.Contains("…", text, StringComparison.Ordinal);
        Assert.Single(text, c => c == '\f');
        Assert.Contains(Code, text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_carries_the_letters_it_uses_and_not_the_whole_font()
    {
        Assert.InRange(renderer.Render(Content()).Pdf.Length, 2_000, 60_000);
    }

    [Fact]
    public void Half_a_character_in_a_name_spoils_nothing()
    {
        var certificate = renderer.Render(Content() with { To = "Mary \uD83D" });

        Assert.NotEmpty(certificate.Pdf);
    }

    private static CertificateContent Content() => new()
    {
        MerchantName = "Glamour Studio",
        BrandColor = "#B3446C",
        Design = "classic",
        Amount = new Money(125_000, Currency.Of("AED")),
        From = "José Núñez",
        To = "Mary",
        Message = "Happy birthday, treat yourself!",
        Code = Code,
        LastValidDay = new DateOnly(2028, 11, 30),
        Terms = "Not exchangeable for cash.",
        GiftUrl = "https://gifts.example/gift/token",
        Language = "en",
    };

    // The words in the order in which they were drawn, lines joined; pages stay parted by form feeds.
    private async Task<string> ReadAsync(Certificate certificate)
    {
        var text = await ExternalTool.RunAsync(
            "pdftotext", "-raw", "-enc", "UTF-8", await WriteAsync(certificate), "-");
        return string.Join(' ', text.Split([' ', '\n', '\u00A0'], StringSplitOptions.RemoveEmptyEntries));
    }

    private async Task<string> WriteAsync(Certificate certificate)
    {
        var path = Path.Combine(folder.FullName, "certificate.pdf");
        await File.WriteAllBytesAsync(path, certificate.Pdf, TestContext.Current.CancellationToken);
        return path;
    }
}
