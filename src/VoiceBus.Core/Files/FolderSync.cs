using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace VoiceBus.Core.Files;

/// <summary>Writes a folder's entries to the disk: a rename survives a power cut only then. .NET has no word for it.</summary>
public static partial class FolderSync
{
    private const int ReadOnly = 0;

    /// <summary>Returns when what was made, renamed or deleted in the folder is on the disk; does nothing on Windows.</summary>
    /// <exception cref="IOException">The folder could not be opened or written.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        using var handle = Open(folder, ReadOnly);
        if (handle.IsInvalid)
        {
            var problem = new Win32Exception(Marshal.GetLastPInvokeError());
            throw new IOException($"The folder {folder} cannot be opened: {problem.Message}", problem);
        }
        RandomAccess.FlushToDisk(handle);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeFileHandle Open(string path, int flags);
}
