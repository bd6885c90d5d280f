using System.Text.Json;

namespace VoiceBus.Management.Configuration;

/// <summary>One change of the live configuration.</summary>
/// <param name="Version">Of the document after it.</param>
/// <param name="At">When, UTC.</param>
/// <param name="By">Who: the address the request came from.</param>
/// <param name="Changes">What changed.</param>
public sealed record ChangeRecord(long Version, DateTimeOffset At, string By, IReadOnlyList<FieldChange> Changes);

/// <summary>One changed field.</summary>
/// <param name="Path">Such as <c>services.llm.providers[mine].options.model</c>.</param>
/// <param name="Before">Its value before, null when it was not there; a secret is "***".</param>
/// <param name="After">Its value now, null when it is gone; a secret is "***".</param>
public sealed record FieldChange(string Path, JsonElement? Before, JsonElement? After)
{
    private const int Shown = 200;

    /// <summary>"path: before -> after"; long values are cut.</summary>
    public override string ToString() => $"{Path}: {Short(Before)} -> {Short(After)}";

    private static string Short(JsonElement? value)
    {
        var text = value?.GetRawText() ?? "null";
        return text.Length <= Shown ? text : $"{text.AsSpan(0, Shown)}…";
    }
}
