namespace VoiceBus.Device;

/// <summary>
/// The Client-Id of this user's devices on the command line: made once and kept, as a board keeps its own. A server binds
/// devices to it, so it is nobody else's to know.
/// </summary>
internal static class KeptClientId
{
    private static readonly Lazy<string> _id = new(static () => Read(Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "voicebus", "client-id")));

    /// <summary>The id, a UUID in lower case; one for this process alone where none can be kept.</summary>
    public static string Read() => _id.Value;

    /// <summary>Reads the id of a file, or makes it.</summary>
    internal static string Read(string file)
    {
        var made = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString();
        try
        {
            if (File.Exists(file) && Guid.TryParse(File.ReadAllText(file).Trim(), out var kept))
                return kept.ToString();
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var writer = new StreamWriter(file, options);
            writer.WriteLine(made);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A read-only home: the next run is another client.
        }

        return made;
    }
}
