namespace VoiceBus.Gateway.Provisioning;

/// <summary>
/// Firmware files of a folder, named <c>board_1.2.3.bin</c>. Looked at anew for each question, so that a file put there is
/// offered at once. Thread-safe.
/// </summary>
/// <param name="folder">The folder, or null for none.</param>
internal sealed class FirmwareFolder(string? folder)
{
    private const string Extension = ".bin";

    /// <summary>The newest firmware for a board, or null.</summary>
    public Firmware? Newest(string board) =>
        board.Length == 0 ? null : All().Where(firmware => string.Equals(firmware.Board, board, StringComparison.OrdinalIgnoreCase))
            .MaxBy(static firmware => firmware.Version);

    /// <summary>A firmware by its file name, or null; only files of the folder itself can be named.</summary>
    public Firmware? Find(string fileName) => All().FirstOrDefault(firmware => firmware.FileName == fileName);

    private IEnumerable<Firmware> All()
    {
        if (folder is null || !Directory.Exists(folder))
            yield break;
        foreach (var path in Directory.EnumerateFiles(folder, "*" + Extension))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            var underscore = name.LastIndexOf('_');
            if (underscore > 0 && FirmwareVersion.TryParse(name[(underscore + 1)..], out var version))
                yield return new Firmware(name[..underscore], version, Path.GetFullPath(path));
        }
    }
}

/// <summary>A firmware file.</summary>
internal sealed record Firmware(string Board, FirmwareVersion Version, string FullPath)
{
    /// <summary>Its name in the folder.</summary>
    public string FileName => Path.GetFileName(FullPath);
}
