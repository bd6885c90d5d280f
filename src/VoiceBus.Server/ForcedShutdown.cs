using System.Runtime.InteropServices;

namespace VoiceBus.Server;

/// <summary>Ends the process at once when it is interrupted (Ctrl-C) for the second time; the first time it finishes its turns.</summary>
internal sealed partial class ForcedShutdown : IDisposable
{
    private const int ExitCode = 130; // As a shell has it of a program that SIGINT ended.

    private readonly PosixSignalRegistration _registration;
    private int _interrupts;

    /// <summary>Watches until disposed.</summary>
    public ForcedShutdown() => _registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Interrupt());

    /// <inheritdoc/>
    public void Dispose() => _registration.Dispose();

    private void Interrupt()
    {
        if (Interlocked.Increment(ref _interrupts) <= 1)
            return;
        // Not Environment.Exit: it takes native libraries down under threads that are still at work in them, which ends in a fault.
        if (OperatingSystem.IsLinux())
            ExitNow(ExitCode);
        else
            Environment.Exit(ExitCode);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int status);
}
