using System.Text.RegularExpressions;

namespace VoiceBus.Providers.OpenAi.Chat;

/// <summary>
/// Where a vendor's endpoint lies, of an address as people write it: with or without the version, with the endpoint's own path, a slash at
/// the end, or a query such as Azure's <c>api-version</c>. Pure.
/// </summary>
internal static partial class ChatAddress
{
    // What people copy from an example of some request, the endpoint included.
    private static readonly string[] _endpoints =
        ["/chat/completions", "/completions", "/responses", "/models", "/embeddings", "/audio/transcriptions", "/audio/speech"];

    /// <summary>The addresses to try, the likeliest first.</summary>
    /// <param name="written">As configured, absolute.</param>
    /// <param name="endpoint">The endpoint's path without slash at the beginning, such as <c>chat/completions</c>.</param>
    public static IReadOnlyList<Uri> Candidates(Uri written, string endpoint)
    {
        var path = "/" + string.Join('/', written.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries));
        foreach (var known in _endpoints)
        {
            if (!path.EndsWith(known, StringComparison.OrdinalIgnoreCase))
                continue;
            path = path[..^known.Length];
            break;
        }

        path = path.TrimEnd('/');
        // Who wrote a version, or a deployment of Azure, knows the way; without any path almost every server means /v1.
        string[] paths = Version().IsMatch(path) || path.Contains("/deployments/", StringComparison.OrdinalIgnoreCase) ? [path]
            : path.Length > 0 ? [path, $"{path}/v1"]
            : IsAzure(written) ? ["/openai/v1"]
            : ["/v1", ""];
        return [.. paths.Select(candidate => new UriBuilder(written) { Path = $"{candidate}/{endpoint}", Fragment = "" }.Uri)];
    }

    /// <summary>Whether the address is one of Azure's own, which takes keys in a header of its own.</summary>
    public static bool IsAzure(Uri address) =>
        address.Host.EndsWith(".azure.com", StringComparison.OrdinalIgnoreCase) || address.Host.EndsWith(".azure.us", StringComparison.OrdinalIgnoreCase)
        || address.Host.EndsWith(".azure.cn", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the address is that of a gateway in front of Azure, which may want its key in either header.</summary>
    public static bool IsLikeAzure(Uri address) => address.Query.Contains("api-version=", StringComparison.OrdinalIgnoreCase);

    /// <summary>Where a redirection leads, if that is the same server: a key must not travel to another one, nor in the clear.</summary>
    public static Uri? Redirected(Uri from, Uri? location)
    {
        if (location is null)
            return null;
        var to = location.IsAbsoluteUri ? location : new Uri(from, location);
        var isSame = to.Scheme == from.Scheme ? to.Port == from.Port : from.Scheme == "http" && to.Scheme == "https";
        return to.Host.Equals(from.Host, StringComparison.OrdinalIgnoreCase) && isSame && to != from ? to : null;
    }

    [GeneratedRegex(@"/v\d+[A-Za-z0-9]*(/|$)", RegexOptions.IgnoreCase)]
    private static partial Regex Version();
}
