using VoiceBus.Providers.Connections;

namespace VoiceBus.Providers.DashScope;

/// <summary>Connections to Model Studio.</summary>
internal static class DashScopeSockets
{
    /// <summary>Where and how one is opened.</summary>
    public static VendorSocketOptions Options(Uri url, string? key, string? workspace, TimeSpan connectTimeout)
    {
        var headers = new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" };
        if (!string.IsNullOrWhiteSpace(workspace))
            headers["X-DashScope-WorkSpace"] = workspace;
        return new VendorSocketOptions { Url = url, Headers = headers, ConnectTimeout = connectTimeout };
    }
}
