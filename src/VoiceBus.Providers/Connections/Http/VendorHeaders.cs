namespace VoiceBus.Providers.Connections.Http;

/// <summary>Headers of requests.</summary>
internal static class VendorHeaders
{
    /// <summary>Sets the key as bearer token, if there is one, however it was pasted, and then the configured headers, which may replace it.</summary>
    public static void Set(HttpRequestMessage request, string? key, IReadOnlyDictionary<string, string> headers)
    {
        if (VendorKey.Bare(key) is { } bare)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {bare}");
        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content?.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
