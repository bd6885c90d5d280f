using System.Runtime.InteropServices;

namespace VoiceBus.Storage;

/// <summary>
/// SQLite's library as packaged calls libm without naming it among what it needs, so it loads only into a process where libm
/// is visible to all. A host written in C++ brings that along, another one need not.
/// </summary>
internal static partial class MathLibrary
{
    private const int Now = 2;
    private const int Global = 0x100;

    /// <summary>Makes libm visible to all; where there is none of that name it is part of the C library.</summary>
    public static void Provide()
    {
        if (OperatingSystem.IsLinux())
            Open("libm.so.6", Now | Global);
    }

    [LibraryImport("libc", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string file, int flags);
}
