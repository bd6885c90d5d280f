using System.Runtime.CompilerServices;

namespace VoiceBus.EndToEnd.Tests.Support;

/// <summary>Data folders as older states of this project left them.</summary>
internal static class KeptData
{
    /// <summary>Copies the folder of a state, so that a server may change it.</summary>
    public static void Copy(string state, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(Path.Combine(Folder(), state)))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
    }

    private static string Folder([CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "kept-data");
}
