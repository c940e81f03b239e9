using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GiftCards.Tests.Core.Delivery;

/// <summary>A mail server that believes everything and keeps what it was told, on a port of its own.</summary>
internal sealed class SmtpServer : IDisposable
{
    private readonly TcpListener listener;
    private readonly Task serving;

    public SmtpServer(int port = 0)
    {
        listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Whole mails, as they came over the wire.</summary>
    public List<string> Mails { get; } = [];

    public List<string> Commands { get; } = [];

    public void Dispose()
    {
        listener.Stop();
        _ = serving.Exception;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync(CancellationToken.None);
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.UTF8);
            await using var writer = new StreamWriter(stream, new UTF8Encoding(false));
            writer.NewLine = "\r\n";
            writer.AutoFlush = true;
            await writer.WriteLineAsync("220 test");
            while (await reader.ReadLineAsync() is { } line)
            {
                Commands.Add(line);
                await AnswerAsync(line, reader, writer);
            }
        }
    }

    private async Task AnswerAsync(string line, StreamReader reader, StreamWriter writer)
    {
        switch (line.Split(' ')[0].ToUpperInvariant())
        {
            case "EHLO":
                await writer.WriteLineAsync("250-test\r\n250-8BITMIME\r\n250 SMTPUTF8");
                break;
            case "DATA":
                await writer.WriteLineAsync("354 go on");
                var mail = new StringBuilder();
                while (await reader.ReadLineAsync() is { } text && text != ".")
                {
                    mail.AppendLine(text);
                }

                Mails.Add(mail.ToString());
                await writer.WriteLineAsync("250 kept");
                break;
            case "QUIT":
                await writer.WriteLineAsync("221 bye");
                break;
            default:
                await writer.WriteLineAsync("250 ok");
                break;
        }
    }
}
