using System.Diagnostics.CodeAnalysis;

namespace GiftCards.Core.Common;

/// <summary>
/// An identifier of one kind of thing. Outside it is a prefix and 26 letters and digits, such as <c>gc_…</c>.
/// </summary>
public interface ITypedId<TSelf>
    where TSelf : struct, ITypedId<TSelf>
{
    static abstract string Prefix { get; }

    Guid Value { get; }

    static abstract TSelf From(Guid value);
}

/// <summary>Names a gift card; never its code.</summary>
public readonly record struct CardId(Guid Value) : ITypedId<CardId>
{
    public static string Prefix => "gc";

    public static CardId From(Guid value) => new(value);

    public static bool operator <(CardId left, CardId right) => left.Value < right.Value;

    public static bool operator >(CardId left, CardId right) => left.Value > right.Value;

    public override string ToString() => PublicId.Format(this);
}

/// <summary>
/// Names a merchant. <see cref="Platform"/> stands for the platform itself, whose book is kept beside the merchants'.
/// </summary>
public readonly record struct MerchantId(Guid Value) : ITypedId<MerchantId>
{
    /// <summary>The platform: owner of its own book and of cards valid at every merchant.</summary>
    public static readonly MerchantId Platform = new(Guid.Empty);

    /// <summary>No merchant at all, nor the platform; nothing belongs to it.</summary>
    public static readonly MerchantId Nobody = new(Guid.AllBitsSet);

    public static string Prefix => "mer";

    public bool IsPlatform => this == Platform;

    public static MerchantId From(Guid value) => new(value);

    public static bool operator <(MerchantId left, MerchantId right) => left.Value < right.Value;

    public static bool operator >(MerchantId left, MerchantId right) => left.Value > right.Value;

    public override string ToString() => PublicId.Format(this);
}

/// <summary>Names an order.</summary>
public readonly record struct OrderId(Guid Value) : ITypedId<OrderId>
{
    public static string Prefix => "ord";

    public static OrderId From(Guid value) => new(value);

    public static bool operator <(OrderId left, OrderId right) => left.Value < right.Value;

    public static bool operator >(OrderId left, OrderId right) => left.Value > right.Value;

    public override string ToString() => PublicId.Format(this);
}

/// <summary>Names a person who signs in.</summary>
public readonly record struct UserId(Guid Value) : ITypedId<UserId>
{
    public static string Prefix => "usr";

    public static UserId From(Guid value) => new(value);

    public override string ToString() => PublicId.Format(this);
}

/// <summary>Names a merchant's API key; never the key itself.</summary>
public readonly record struct ApiKeyId(Guid Value) : ITypedId<ApiKeyId>
{
    public static string Prefix => "key";

    public static ApiKeyId From(Guid value) => new(value);

    public override string ToString() => PublicId.Format(this);
}

/// <summary>Names a stored file.</summary>
public readonly record struct FileId(Guid Value) : ITypedId<FileId>
{
    public static string Prefix => "fil";

    public static FileId From(Guid value) => new(value);

    public override string ToString() => PublicId.Format(this);
}

/// <summary>Names a decision about a business.</summary>
public readonly record struct DecisionId(Guid Value) : ITypedId<DecisionId>
{
    public static string Prefix => "dec";

    public static DecisionId From(Guid value) => new(value);

    public override string ToString() => PublicId.Format(this);
}

/// <summary>Names a journal entry.</summary>
public readonly record struct EntryId(Guid Value) : ITypedId<EntryId>
{
    public static string Prefix => "ent";

    public static EntryId From(Guid value) => new(value);

    public static bool operator <(EntryId left, EntryId right) => left.Value < right.Value;

    public static bool operator >(EntryId left, EntryId right) => left.Value > right.Value;

    public override string ToString() => PublicId.Format(this);
}

/// <summary>Names one card's side of a journal entry.</summary>
public readonly record struct TransactionId(Guid Value) : ITypedId<TransactionId>
{
    public static string Prefix => "txn";

    public static TransactionId From(Guid value) => new(value);

    public static bool operator <(TransactionId left, TransactionId right) => left.Value < right.Value;

    public static bool operator >(TransactionId left, TransactionId right) => left.Value > right.Value;

    public override string ToString() => PublicId.Format(this);
}

/// <summary>Names a hold on part of a card's value.</summary>
public readonly record struct HoldId(Guid Value) : ITypedId<HoldId>
{
    public static string Prefix => "hld";

    public static HoldId From(Guid value) => new(value);

    public override string ToString() => PublicId.Format(this);
}

/// <summary>Names a card, or a part of one, that is being passed on; never its claim code.</summary>
public readonly record struct TransferId(Guid Value) : ITypedId<TransferId>
{
    public static string Prefix => "trf";

    public static TransferId From(Guid value) => new(value);

    public static bool operator <(TransferId left, TransferId right) => left.Value < right.Value;

    public static bool operator >(TransferId left, TransferId right) => left.Value > right.Value;

    public override string ToString() => PublicId.Format(this);
}

/// <summary>
/// Names one refund of one payment; also what the payment provider knows it by, so that asking twice pays once.
/// </summary>
public readonly record struct RefundId(Guid Value) : ITypedId<RefundId>
{
    public static string Prefix => "ref";

    public static RefundId From(Guid value) => new(value);

    public static bool operator <(RefundId left, RefundId right) => left.Value < right.Value;

    public static bool operator >(RefundId left, RefundId right) => left.Value > right.Value;

    public override string ToString() => PublicId.Format(this);
}

/// <summary>Names something that waits for a second person's approval.</summary>
public readonly record struct ApprovalId(Guid Value) : ITypedId<ApprovalId>
{
    public static string Prefix => "apr";

    public static ApprovalId From(Guid value) => new(value);

    public static bool operator <(ApprovalId left, ApprovalId right) => left.Value < right.Value;

    public static bool operator >(ApprovalId left, ApprovalId right) => left.Value > right.Value;

    public override string ToString() => PublicId.Format(this);
}

/// <summary>Names a message that leaves through the outbox.</summary>
public readonly record struct MessageId(Guid Value) : ITypedId<MessageId>
{
    public static string Prefix => "evt";

    public static MessageId From(Guid value) => new(value);

    public static bool operator <(MessageId left, MessageId right) => left.Value < right.Value;

    public static bool operator >(MessageId left, MessageId right) => left.Value > right.Value;

    public override string ToString() => PublicId.Format(this);
}

/// <summary>Names an invitation to a merchant's team; never its secret.</summary>
public readonly record struct InvitationId(Guid Value) : ITypedId<InvitationId>
{
    public static string Prefix => "inv";

    public static InvitationId From(Guid value) => new(value);

    public override string ToString() => PublicId.Format(this);
}

/// <summary>Names a signed-in session of a user.</summary>
public readonly record struct SessionId(Guid Value) : ITypedId<SessionId>
{
    public static string Prefix => "ses";

    public static SessionId From(Guid value) => new(value);

    public override string ToString() => PublicId.Format(this);
}

/// <summary>Turns typed ids into the text that leaves the house and back.</summary>
public static class PublicId
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int Length = 26;

    private static int made;

    /// <summary>
    /// Makes a new id (UUID version 7) that sorts by <paramref name="now"/> to the microsecond, and after those that
    /// this process made for the same microsecond; so lists by id are in the order of what happened.
    /// </summary>
    public static TId New<TId>(DateTimeOffset now)
        where TId : struct, ITypedId<TId>
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(now).TryWriteBytes(bytes, bigEndian: true, out _);

        // The random bits after the milliseconds give way to the microseconds and 22 bits of a counter; 40 stay random.
        var micros = (int)(now.Ticks / TimeSpan.TicksPerMicrosecond % 1_000);
        var turn = Interlocked.Increment(ref made);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)(0x7000 | (micros << 2)));
        bytes[8] = (byte)(0x80 | ((turn >> 16) & 0x3F));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(bytes[9..], (ushort)(turn & 0xFFFF));
        return TId.From(new Guid(bytes, bigEndian: true));
    }

    public static string Format<TId>(TId id)
        where TId : struct, ITypedId<TId>
    {
        Span<byte> bytes = stackalloc byte[16];
        id.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        var number = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
        Span<char> text = stackalloc char[Length];
        for (var i = Length - 1; i >= 0; i--)
        {
            text[i] = Alphabet[(int)(uint)(number & 31)];
            number >>= 5;
        }

        return $"{TId.Prefix}_{text}";
    }

    /// <summary>Reads an id that came from outside; anything but the exact form this house writes is refused.</summary>
    public static bool TryParse<TId>([NotNullWhen(true)] string? text, out TId id)
        where TId : struct, ITypedId<TId>
    {
        id = default;
        var start = TId.Prefix.Length + 1;
        if (text is null || text.Length != start + Length || text[start - 1] != '_'
            || !text.StartsWith(TId.Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        UInt128 number = 0;
        for (var i = start; i < text.Length; i++)
        {
            var digit = Alphabet.IndexOf(text[i], StringComparison.Ordinal);
            if (digit < 0 || (i == start && digit > 7))
            {
                return false;
            }

            number = (number << 5) | (uint)digit;
        }

        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        id = TId.From(new Guid(bytes, bigEndian: true));
        return true;
    }
}
