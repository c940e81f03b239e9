namespace GiftCards.Web.Hosting;

/// <summary>
/// Where the application is reached from outside (<c>App:PublicUrl</c>); https here switches on what needs https.
/// </summary>
internal sealed class PublicAddress(Uri address)
{
    public bool IsSecure => address.Scheme == Uri.UriSchemeHttps;

    /// <summary>Scheme, host and port, as a browser sends it in the Origin header.</summary>
    public string Origin => address.GetLeftPart(UriPartial.Authority);

    /// <summary>The host alone.</summary>
    public string Host => address.Host;

    /// <summary>Host and port.</summary>
    public string Authority => address.Authority;

    /// <summary>The full address of a path that begins with a slash.</summary>
    public string Of(string path) => Origin + path;
}
