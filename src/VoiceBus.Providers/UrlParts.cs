namespace VoiceBus.Providers;

/// <summary>What of an address may be a secret.</summary>
internal static class UrlParts
{
    /// <summary>Its user and password, its query as a whole, and each value of it, as written and unescaped.</summary>
    public static IEnumerable<string> Secrets(Uri? url)
    {
        if (url is null)
            yield break;
        string[] parts =
        [
            .. url.UserInfo.Split(':').Append(url.UserInfo), url.Query.TrimStart('?'),
            .. url.Query.TrimStart('?').Split('&').Select(static part => part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..]),
        ];
        foreach (var part in parts.Where(static part => part.Length > 0))
        {
            yield return part;
            if (Uri.UnescapeDataString(part) is var plain && plain != part)
                yield return plain;
        }
    }
}
