namespace VoiceBus.Providers.Connections.Http;

/// <summary>Puts addresses of calls together.</summary>
internal static class VendorAddress
{
    /// <summary>
    /// The address of a call below a base, whose query is kept. A base that is the call's address already stays as it is: people
    /// paste what a vendor's page shows.
    /// </summary>
    /// <param name="baseUrl">Such as <c>https://api.openai.com/v1</c>, with a slash at its end or without.</param>
    /// <param name="call">Such as <c>audio/speech</c>.</param>
    public static Uri Of(Uri baseUrl, string call)
    {
        var path = baseUrl.AbsolutePath.TrimEnd('/');
        if (path.EndsWith($"/{call}", StringComparison.Ordinal))
            return baseUrl;
        return new UriBuilder(baseUrl) { Path = $"{path}/{call}" }.Uri;
    }
}
