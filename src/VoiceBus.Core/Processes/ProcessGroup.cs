using System.Runtime.InteropServices;

namespace VoiceBus.Core.Processes;

/// <summary>
/// A program and everything it starts: on Linux it leads a session of its own, so that its children can be killed with it
/// also when it has ended before them, and so that Ctrl-C at our terminal is ours alone.
/// </summary>
internal static partial class ProcessGroup
{
    private const string Leader = "/usr/bin/setsid";
    private const int Kill = 9;

    /// <summary>Whether programs can be started as leaders here.</summary>
    public static bool IsSupported { get; } = OperatingSystem.IsLinux() && File.Exists(Leader);

    /// <summary>The command that starts a program as a leader; its process id stays the program's.</summary>
    public static (string Command, IEnumerable<string> Arguments) Lead(string command, IEnumerable<string> arguments) =>
        IsSupported ? (Leader, arguments.Prepend(command)) : (command, arguments);

    /// <summary>Kills a leader and all that is left of what it started.</summary>
    /// <param name="leader">Its process id.</param>
    public static void KillAll(int leader)
    {
        if (IsSupported && leader > 1)
            _ = SendSignal(-leader, Kill); // It fails when nothing is left, which is as well.
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendSignal(int process, int signal);
}
