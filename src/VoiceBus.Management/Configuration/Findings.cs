namespace VoiceBus.Management.Configuration;

/// <summary>What is wrong with a document: for each field, what would be right. Not thread-safe.</summary>
public sealed class Findings
{
    private readonly Dictionary<string, List<string>> _byPath = new(StringComparer.Ordinal);

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsEmpty => _byPath.Count == 0;

    /// <summary>Notes what a field must be.</summary>
    public void Add(string path, string message)
    {
        if (!_byPath.TryGetValue(path, out var messages))
            _byPath[path] = messages = [];
        if (!messages.Contains(message))
            messages.Add(message);
    }

    /// <summary>Path to messages, as a problem's <c>errors</c>.</summary>
    public Dictionary<string, string[]> ToErrors() => _byPath.ToDictionary(static e => e.Key, static e => e.Value.ToArray());

    /// <summary>All in one line.</summary>
    public override string ToString() =>
        string.Join("; ", _byPath.Select(static entry => $"{entry.Key} {string.Join(", ", entry.Value)}"));
}
