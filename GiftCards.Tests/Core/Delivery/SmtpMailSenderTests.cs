using System.Net.Mail;
using GiftCards.Core.Delivery.Mail;
using Xunit;

namespace GiftCards.Tests.Core.Delivery;

public sealed class SmtpMailSenderTests
{
    [Fact]
    public async Task A_mail_goes_out_once_with_both_forms_its_file_and_its_lasting_name()
    {
        using var server = new SmtpServer();
        var draft = GiftMail.Compose(MailSamples.Gift, MailSamples.Options, "evt_1@gifts.example");
        await SenderTo(server.Port).SendAsync(draft, TestContext.Current.CancellationToken);

        var mail = Assert.Single(server.Mails);
        Assert.Contains("Message-ID: <evt_1@gifts.example>", mail, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("<platform@gifts.example>", mail, StringComparison.Ordinal);
        Assert.Contains("Glamour Studio", mail, StringComparison.Ordinal);
        Assert.Contains("multipart/alternative", mail, StringComparison.Ordinal);
        Assert.Contains("text/plain", mail, StringComparison.Ordinal);
        Assert.Contains("text/html", mail, StringComparison.Ordinal);
        Assert.Contains("application/pdf; name=gift-card.pdf", mail, StringComparison.Ordinal);
        Assert.Contains(
            server.Commands, command => command.Contains("RCPT TO:<mary@example.com>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_subject_in_another_script_arrives_whole()
    {
        using var server = new SmtpServer();
        var gift = MailSamples.Gift with { Language = "ar", SenderName = "ليلى" };
        await SenderTo(server.Port)
            .SendAsync(GiftMail.Compose(gift, MailSamples.Options, "evt_1@x"), TestContext.Current.CancellationToken);

        Assert.Contains("أهداكم ليلى بطاقة هدية", Assert.Single(server.Mails), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_that_may_be_stopped_says_so_to_mail_programs_and_a_gift_does_not()
    {
        using var server = new SmtpServer();
        const string stop = "https://gifts.example/mail/stop/token?lang=en";
        var notice = UseNoticeMail.Compose(MailSamples.UseNotice with { StopUrl = stop }, MailSamples.Options, "evt_1@x");
        var gift = GiftMail.Compose(MailSamples.Gift, MailSamples.Options, "evt_2@x");
        await SenderTo(server.Port).SendAsync(notice, TestContext.Current.CancellationToken);
        await SenderTo(server.Port).SendAsync(gift, TestContext.Current.CancellationToken);

        // RFC 8058: an address of https, and the one field that its POST carries.
        Assert.Contains($"List-Unsubscribe: <{stop}>", server.Mails[0], StringComparison.OrdinalIgnoreCase);
        Assert.Contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click", server.Mails[0], StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("List-Unsubscribe", server.Mails[1], StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("a@x.example,b@y.example")]
    [InlineData("mary@example.com\r\nBcc: all@example.com")]
    [InlineData("nobody")]
    public async Task An_address_that_is_not_one_address_is_refused_before_anything_is_sent(string address)
    {
        using var server = new SmtpServer();
        var draft = GiftMail.Compose(MailSamples.Gift, MailSamples.Options, "evt_1@x") with { To = address };

        var refusal = await Assert.ThrowsAsync<FormatException>(
            () => SenderTo(server.Port).SendAsync(draft, TestContext.Current.CancellationToken));
        Assert.DoesNotContain(address, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task A_server_that_is_away_is_told_apart_as_trouble_with_the_server()
    {
        using var server = new SmtpServer();
        var port = server.Port;
        server.Dispose();
        var draft = GiftMail.Compose(MailSamples.Gift, MailSamples.Options, "evt_1@x");

        await Assert.ThrowsAsync<SmtpException>(
            () => SenderTo(port).SendAsync(draft, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task On_the_submission_port_rules_a_server_without_TLS_gets_no_mail()
    {
        using var server = new SmtpServer();
        var options = new SmtpOptions("localhost", server.Port, "", "", "platform@gifts.example", UseTls: true);
        var draft = GiftMail.Compose(MailSamples.Gift, MailSamples.Options, "evt_1@x");

        await Assert.ThrowsAsync<SmtpException>(
            () => new SmtpMailSender(options).SendAsync(draft, TestContext.Current.CancellationToken));
        Assert.Empty(server.Mails);
    }

    private static SmtpMailSender SenderTo(int port) =>
        new(new SmtpOptions("localhost", port, "", "", "platform@gifts.example"));
}
