namespace GiftCards.Tests.Core.Recovery;

/// <summary>A place for backups that is gone with the test.</summary>
internal sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("giftcards-backup").FullName;

    /// <summary>Where a backup may be written.</summary>
    public string File => System.IO.Path.Combine(Path, "backup");

    public void Dispose() => Directory.Delete(Path, true);
}
