using System.Buffers.Binary;
using System.Text;

namespace GiftCards.Benchmarks.Circuits;

/// <summary>The messages of a circuit's hub: MessagePack, each with its length before it.</summary>
internal static class BlazorPack
{
    private static readonly object Nothing = new();

    /// <summary>A call of the hub; arguments are null, text, booleans and whole numbers.</summary>
    public static byte[] Call(string? invocation, string target, params object?[] arguments)
    {
        using var body = new MemoryStream();
        body.Write([0x96, 1, 0x80]);
        Write(body, invocation);
        Write(body, target);
        body.WriteByte((byte)(0x90 | arguments.Length));
        foreach (var argument in arguments)
        {
            Write(body, argument);
        }

        body.WriteByte(0x90);
        using var message = new MemoryStream();
        for (var length = (int)body.Length; ;)
        {
            var low = length & 0x7f;
            length >>= 7;
            message.WriteByte((byte)(length > 0 ? low | 0x80 : low));
            if (length == 0)
            {
                break;
            }
        }

        body.WriteTo(message);
        return message.ToArray();
    }

    /// <summary>Reads one message: arrays, text, bytes, whole numbers and booleans; maps are passed over.</summary>
    public static IReadOnlyList<object?> Read(ReadOnlySpan<byte> message)
    {
        var at = 0;
        return (IReadOnlyList<object?>)Value(message, ref at)!;
    }

    private static void Write(Stream to, object? value)
    {
        switch (value)
        {
            case null:
                to.WriteByte(0xc0);
                break;
            case bool truth:
                to.WriteByte(truth ? (byte)0xc3 : (byte)0xc2);
                break;
            case long number:
                Span<byte> eight = stackalloc byte[8];
                BinaryPrimitives.WriteInt64BigEndian(eight, number);
                to.WriteByte(0xd3);
                to.Write(eight);
                break;
            case string text:
                var bytes = Encoding.UTF8.GetBytes(text);
                Span<byte> four = stackalloc byte[4];
                BinaryPrimitives.WriteInt32BigEndian(four, bytes.Length);
                to.WriteByte(0xdb);
                to.Write(four);
                to.Write(bytes);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(value));
        }
    }

    private static object? Value(ReadOnlySpan<byte> from, ref int at)
    {
        var kind = from[at++];
        return kind switch
        {
            < 0x80 => (long)kind,
            >= 0xe0 => (long)(sbyte)kind,
            <= 0x8f => PassOver(from, ref at, 2 * (kind & 15)),
            <= 0x9f => Items(from, ref at, kind & 15),
            <= 0xbf => Text(from, ref at, kind & 31),
            0xc0 => null,
            0xc2 => false,
            0xc3 => true,
            0xc4 or 0xc5 or 0xc6 => Bytes(from, ref at, (int)Number(from, ref at, 1 << (kind - 0xc4))),
            0xca or 0xcb => PassBytes(ref at, kind == 0xca ? 4 : 8),
            0xcc or 0xcd or 0xce or 0xcf => (long)Number(from, ref at, 1 << (kind - 0xcc)),
            0xd0 => (long)(sbyte)Number(from, ref at, 1),
            0xd1 => (long)(short)Number(from, ref at, 2),
            0xd2 => (long)(int)Number(from, ref at, 4),
            0xd3 => (long)Number(from, ref at, 8),
            0xd9 or 0xda or 0xdb => Text(from, ref at, (int)Number(from, ref at, 1 << (kind - 0xd9))),
            0xdc or 0xdd => Items(from, ref at, (int)Number(from, ref at, kind == 0xdc ? 2 : 4)),
            0xde => PassOver(from, ref at, 2 * (int)Number(from, ref at, 2)),
            _ => throw new InvalidDataException($"No such kind of value: {kind}."),
        };
    }

    private static ulong Number(ReadOnlySpan<byte> from, ref int at, int bytes)
    {
        var number = 0UL;
        for (var i = 0; i < bytes; i++)
        {
            number = (number << 8) | from[at++];
        }

        return number;
    }

    private static string Text(ReadOnlySpan<byte> from, ref int at, int length)
    {
        at += length;
        return Encoding.UTF8.GetString(from.Slice(at - length, length));
    }

    private static byte[] Bytes(ReadOnlySpan<byte> from, ref int at, int length)
    {
        at += length;
        return from.Slice(at - length, length).ToArray();
    }

    private static List<object?> Items(ReadOnlySpan<byte> from, ref int at, int count)
    {
        List<object?> items = new(count);
        for (var i = 0; i < count; i++)
        {
            items.Add(Value(from, ref at));
        }

        return items;
    }

    private static object PassOver(ReadOnlySpan<byte> from, ref int at, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Value(from, ref at);
        }

        return Nothing;
    }

    private static object PassBytes(ref int at, int count)
    {
        at += count;
        return Nothing;
    }
}
