namespace GiftCards.Tests.Support.Stripe;

/// <summary>What goes wrong between us and Stripe.</summary>
public enum StripeTrouble
{
    /// <summary>The connection breaks before anything happened.</summary>
    Reset,

    /// <summary>It happened, and the connection breaks before the answer.</summary>
    ResetAfter,

    /// <summary>No answer comes for half a minute, and nothing happened.</summary>
    Hang,

    /// <summary>It happened, and no answer comes for half a minute.</summary>
    HangAfter,

    /// <summary>500, nothing happened, and the failure is kept under the key.</summary>
    Error,

    /// <summary>500, it happened all the same, and the failure is kept under the key.</summary>
    ErrorAfter,

    /// <summary>503 from in front of Stripe; nothing was looked at.</summary>
    Unavailable,

    /// <summary>429; nothing was looked at.</summary>
    TooMany,
}

/// <summary>When something goes wrong: for the next requests of a kind, or for all while it lasts.</summary>
public sealed class StripeFaults
{
    private readonly Lock gate = new();
    private readonly List<Planned> planned = [];

    /// <summary>Chance's way to decide for every request; null for no fault.</summary>
    public Func<string, string, StripeTrouble?>? Decide { get; set; }

    /// <summary>Lets the next requests fail whose method and path contain the words.</summary>
    public void Next(StripeTrouble fault, string words = "", int times = 1)
    {
        lock (gate)
        {
            planned.Add(new Planned(fault, words, times));
        }
    }

    /// <summary>Lets every such request fail until <see cref="Mend"/>.</summary>
    public void All(StripeTrouble fault, string words = "") => Next(fault, words, int.MaxValue);

    public void Mend()
    {
        lock (gate)
        {
            planned.Clear();
            Decide = null;
        }
    }

    internal StripeTrouble? Next(string method, string path)
    {
        lock (gate)
        {
            var request = $"{method} {path}";
            if (planned.Find(each => each.Left > 0 && request.Contains(each.Words, StringComparison.Ordinal)) is { } due)
            {
                due.Left--;
                return due.Fault;
            }

            return Decide?.Invoke(method, path);
        }
    }

    private sealed class Planned(StripeTrouble fault, string words, int times)
    {
        public StripeTrouble Fault { get; } = fault;

        public string Words { get; } = words;

        public int Left { get; set; } = times;
    }
}
