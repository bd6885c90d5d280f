using System.Runtime.InteropServices;

namespace VoiceBus.Server;

/// <summary>Ends the process at once when it is interrupted (Ctrl-C) for the second time; the first time it finishes its turns.</summary>
internal sealed class ForcedShutdown : IDisposable
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
        if (Interlocked.Increment(ref _interrupts) > 1)
            Environment.Exit(ExitCode);
    }
}
