namespace GiftCards.Web.Components.Shared;

/// <summary>Names a time zone by its city, as people know it.</summary>
public static class ZoneName
{
    /// <summary><c>America/Los_Angeles</c> becomes "Los Angeles".</summary>
    public static string Of(string zone) => zone[(zone.LastIndexOf('/') + 1)..].Replace('_', ' ');
}
