namespace VoiceBus.Core.Processes;

/// <summary>Finds programs, so that a missing one is named instead of an exit code.</summary>
internal static class CommandPath
{
    /// <summary>Where a command is.</summary>
    /// <param name="command">A name, looked for in the folders of PATH, or a path.</param>
    /// <param name="folder">What a relative path counts from; null or empty for the present folder.</param>
    /// <param name="path">The folders to look in, as PATH has them.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static string Find(string command, string? folder, string? path)
    {
        if (command.Contains('/', StringComparison.Ordinal) || Path.IsPathRooted(command))
        {
            var full = Path.GetFullPath(command, Path.GetFullPath(folder is { Length: > 0 } ? folder : "."));
            return File.Exists(full) ? full : throw new FileNotFoundException($"there is no program {command}");
        }

        var found = (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(place => Path.Combine(place, command)).FirstOrDefault(File.Exists);
        return found ?? throw new FileNotFoundException($"the program '{command}' is not installed (not found on the PATH)");
    }
}
