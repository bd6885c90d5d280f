using VoiceBus.Providers.Connections;

namespace VoiceBus.Providers.OpenAi.Chat;

/// <summary>The headers of a request. Pure.</summary>
internal static class ChatHeaders
{
    /// <summary>Sets them; those configured replace ours.</summary>
    public static void Set(HttpRequestMessage request, OpenAiCompatibleOptions options)
    {
        var headers = request.Headers;
        headers.TryAddWithoutValidation("Accept", "text/event-stream, application/json");
        // Some firewalls turn away who does not say what it is.
        headers.TryAddWithoutValidation("User-Agent", "VoiceBus");
        if (VendorKey.Bare(options.Key) is { } key)
            SetKey(request, key);
        foreach (var (name, value) in options.Headers)
        {
            headers.Remove(name);
            headers.TryAddWithoutValidation(name, value);
        }
    }

    // Azure takes keys in a header of its own, and only tokens as bearer.
    private static void SetKey(HttpRequestMessage request, string key)
    {
        var address = request.RequestUri!;
        var isToken = key.Count(static letter => letter == '.') == 2 && key.StartsWith("ey", StringComparison.Ordinal);
        if ((ChatAddress.IsAzure(address) && !isToken) || ChatAddress.IsLikeAzure(address))
            request.Headers.TryAddWithoutValidation("api-key", key);
        if (!ChatAddress.IsAzure(address) || isToken)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
    }
}
