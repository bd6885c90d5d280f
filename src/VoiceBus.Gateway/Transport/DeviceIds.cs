namespace VoiceBus.Gateway.Transport;

/// <summary>
/// What may be a Device-Id or Client-Id: MAC addresses in any form, UUIDs, and the names clients make up (<c>web-…</c>,
/// <c>GID_board@@@mac@@@uuid</c>). The bar is left out as it separates the two in a token. Pure.
/// </summary>
public static class DeviceIds
{
    /// <summary>Characters of an id at most.</summary>
    public const int MaxLength = 128;

    private const string Marks = "-_.:@+=~";

    /// <summary>Looks at an id; empty ones and null are no id and not wrong.</summary>
    /// <param name="name">The field, for people.</param>
    /// <param name="id">As sent.</param>
    /// <returns>What is wrong and what would be right, without the id itself; or null.</returns>
    public static string? Refuse(string name, string? id)
    {
        if (string.IsNullOrEmpty(id))
            return null;
        if (id.Length > MaxLength)
            return $"{name} has {id.Length} characters; at most {MaxLength} are taken.";
        foreach (var character in id)
            if (!char.IsLetterOrDigit(character) && !Marks.Contains(character, StringComparison.Ordinal))
                return $"{name} holds a character that no id has (U+{(int)character:X4}); letters, digits and {Marks} are taken, such as aa:bb:cc:dd:ee:ff.";
        return null;
    }

    /// <summary>
    /// An id as it is shown. A Client-Id is what a device's token is bound to: whoever reads it all could ask for that token.
    /// </summary>
    public static string? Shown(string? clientId) =>
        string.IsNullOrEmpty(clientId) ? clientId : $"{clientId[..Math.Min(8, (clientId.Length + 1) / 2)]}…";
}
