namespace GiftCards.Core.Common;

/// <summary>Names a payout to a merchant.</summary>
public readonly record struct PayoutId(Guid Value) : ITypedId<PayoutId>
{
    public static string Prefix => "po";

    public static PayoutId From(Guid value) => new(value);

    public static bool operator <(PayoutId left, PayoutId right) => left.Value < right.Value;

    public static bool operator >(PayoutId left, PayoutId right) => left.Value > right.Value;

    public override string ToString() => PublicId.Format(this);
}

/// <summary>Names a bank account that a merchant is paid to; never its number.</summary>
public readonly record struct BankAccountId(Guid Value) : ITypedId<BankAccountId>
{
    public static string Prefix => "bac";

    public static BankAccountId From(Guid value) => new(value);

    public static bool operator <(BankAccountId left, BankAccountId right) => left.Value < right.Value;

    public static bool operator >(BankAccountId left, BankAccountId right) => left.Value > right.Value;

    public override string ToString() => PublicId.Format(this);
}

/// <summary>Names a file of payments for the platform's bank.</summary>
public readonly record struct BankFileId(Guid Value) : ITypedId<BankFileId>
{
    public static string Prefix => "bfl";

    public static BankFileId From(Guid value) => new(value);

    public static bool operator <(BankFileId left, BankFileId right) => left.Value < right.Value;

    public static bool operator >(BankFileId left, BankFileId right) => left.Value > right.Value;

    public override string ToString() => PublicId.Format(this);
}
