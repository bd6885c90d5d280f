namespace VoiceBus.Management.Configuration;

/// <summary>Which tools models may use.</summary>
public sealed record ToolSettings
{
    /// <summary>Names of the tools, <c>*</c> for any run of characters; new turns use it.</summary>
    public required IReadOnlyList<string> Allow { get; init; }
}
