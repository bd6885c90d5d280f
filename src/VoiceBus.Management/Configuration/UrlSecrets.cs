namespace VoiceBus.Management.Configuration;

/// <summary>An address without what it may carry besides: who asks, the values of its query, its fragment.</summary>
internal static class UrlSecrets
{
    private const string Mask = Secrets.Mask;

    /// <summary>The address as it may be shown; what is no address is masked as a whole.</summary>
    public static string Masked(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address))
            return Mask;
        if (address is { UserInfo: "", Query: "" or "?", Fragment: "" or "#" })
            return url;
        return Build(
            address,
            address.UserInfo.Length > 0 ? Mask : "",
            address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(static part => Name(part) is { } name ? $"{name}={Mask}" : Mask),
            address.Fragment.Length > 1 ? Mask : "");
    }

    /// <summary>Whether an address holds a mask.</summary>
    public static bool IsMasked(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.UserInfo == Mask || address.Fragment == $"#{Mask}" || Parts(address).Any(IsMaskedPart));

    /// <summary>The address with what the kept one has where it holds masks.</summary>
    /// <param name="url">The address given.</param>
    /// <param name="kept">The address kept before, on the same server.</param>
    /// <returns>Null when the kept one has nothing for a mask.</returns>
    public static string? Restored(string url, Uri kept)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address))
            return null;
        var before = new List<string>(Parts(kept));
        var query = new List<string>();
        foreach (var part in Parts(address))
        {
            var value = IsMaskedPart(part) ? before.FirstOrDefault(old => Name(old) == Name(part)) : part;
            if (value is null)
                return null;
            before.Remove(value);
            query.Add(value);
        }

        var user = address.UserInfo == Mask ? kept.UserInfo : address.UserInfo;
        var fragment = address.Fragment == $"#{Mask}" ? kept.Fragment.TrimStart('#') : address.Fragment.TrimStart('#');
        return (address.UserInfo == Mask && user.Length == 0) || (address.Fragment == $"#{Mask}" && fragment.Length == 0)
            ? null : Build(address, user, query, fragment);
    }

    private static string[] Parts(Uri address) => address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsMaskedPart(string part) => part == Mask || part.EndsWith($"={Mask}", StringComparison.Ordinal);

    private static string? Name(string part) => part.IndexOf('=', StringComparison.Ordinal) is >= 0 and var end ? part[..end] : null;

    private static string Build(Uri address, string user, IEnumerable<string> query, string fragment) => string.Concat(
        $"{address.Scheme}://{(user.Length > 0 ? $"{user}@" : "")}{address.Authority}{address.AbsolutePath}",
        string.Join('&', query) is { Length: > 0 } asked ? $"?{asked}" : "",
        fragment.Length > 0 ? $"#{fragment}" : "");
}
