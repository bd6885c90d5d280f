using System.Runtime.InteropServices;

namespace VoiceBus.Speech.Native;

/// <summary>Says in one line which Debian package brings a library that is not there.</summary>
internal static class NativeLibraries
{
    /// <summary>Null when the library loads; otherwise one line that names the package.</summary>
    /// <param name="library">File name as the loader wants it, such as "libopus.so.0".</param>
    /// <param name="package">The Debian package that holds it.</param>
    public static string? Missing(string library, string package)
    {
        // The handle is kept on purpose: the library stays loaded for the P/Invokes that follow.
        return NativeLibrary.TryLoad(library, typeof(NativeLibraries).Assembly, null, out _)
            ? null
            : $"{library} is missing: run ./voicebus setup, or install the Debian package {package}";
    }
}
