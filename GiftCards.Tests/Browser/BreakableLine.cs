using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace GiftCards.Tests.Browser;

/// <summary>A line that can lose what is said in one direction, and be cut and mended.</summary>
public sealed class BreakableLine : IDisposable
{
    private readonly TcpListener listener;
    private readonly ConcurrentDictionary<TcpClient, TcpClient> open = new();
    private volatile bool isCut;
    private volatile bool losesRequests;
    private volatile bool losesAnswers;

    private BreakableLine(int from, int to)
    {
        To = to;
        listener = new TcpListener(IPAddress.Loopback, from);
        listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>The port behind the line.</summary>
    public int To { get; }

    public static BreakableLine Open(int from, int to) => new(from, to);

    /// <summary>What the browser says from now on is lost; nobody notices yet.</summary>
    public void LoseRequests() => losesRequests = true;

    /// <summary>What the application answers from now on is lost; nobody notices yet.</summary>
    public void LoseAnswers() => losesAnswers = true;

    public void Cut()
    {
        isCut = true;
        foreach (var (near, far) in open)
        {
            near.Dispose();
            far.Dispose();
        }
    }

    public void Mend() => (isCut, losesRequests, losesAnswers) = (false, false, false);

    public void Dispose()
    {
        listener.Stop();
        Cut();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            TcpClient near;
            try
            {
                near = await listener.AcceptTcpClientAsync();
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            if (isCut)
            {
                near.Dispose();
                continue;
            }

            _ = CarryAsync(near);
        }
    }

    private async Task CarryAsync(TcpClient near)
    {
        using var far = new TcpClient();
        using (near)
        {
            try
            {
                await far.ConnectAsync(IPAddress.Loopback, To);
                open[near] = far;
                await Task.WhenAny(
                    CopyAsync(near.GetStream(), far.GetStream(), () => losesRequests),
                    CopyAsync(far.GetStream(), near.GetStream(), () => losesAnswers));
            }
            catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                near.Close();
            }
            finally
            {
                open.TryRemove(near, out _);
            }
        }
    }

    private static async Task CopyAsync(NetworkStream from, NetworkStream to, Func<bool> isLost)
    {
        var buffer = new byte[16_384];
        try
        {
            while (await from.ReadAsync(buffer) is > 0 and var count)
            {
                if (!isLost())
                {
                    await to.WriteAsync(buffer.AsMemory(0, count));
                }
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            from.Close();
        }
    }
}
