namespace VoiceBus.Core.Files;

/// <summary>The folder of what survives a restart. Made when something is kept in it.</summary>
/// <param name="Path">Absolute.</param>
public sealed record DataFolder(string Path);
