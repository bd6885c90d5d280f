using System.ComponentModel;
using System.Diagnostics;

namespace VoiceBus.Core.Processes;

/// <summary>
/// A program with pipes for its input, output and error output: the one way programs are started here. On Linux it leads a process
/// group of its own (<see cref="ProcessGroup"/>). Disposal kills what is left of the group, waits until the program is reaped, 5 s at
/// most, and closes the pipes. Killing and disposing are thread-safe; each pipe belongs to one user.
/// </summary>
public sealed class PipedProcess : IAsyncDisposable
{
    private static readonly TimeSpan _reapDeadline = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly TimeProvider _time;

    private PipedProcess(Process process, TimeProvider time)
    {
        (_process, _time) = (process, time);
        (Input, Output, Errors) = (process.StandardInput.BaseStream, process.StandardOutput.BaseStream, process.StandardError.BaseStream);
        (Id, Ended) = (process.Id, WaitForExitAsync());
    }

    /// <summary>The operating system's number for it.</summary>
    public int Id { get; }

    /// <summary>What it reads.</summary>
    public Stream Input { get; }

    /// <summary>What it writes.</summary>
    public Stream Output { get; }

    /// <summary>What it writes to its error output.</summary>
    public Stream Errors { get; }

    /// <summary>Completes with its exit code when it has ended.</summary>
    public Task<int> Ended { get; }

    /// <summary>Starts a program.</summary>
    /// <param name="start">The program (found on the PATH of its environment), its arguments, environment and folder; the rest is set here.</param>
    /// <param name="time">Bounds the wait for its end.</param>
    /// <exception cref="FileNotFoundException">There is no such program.</exception>
    /// <exception cref="IOException">It cannot be started; the message says why.</exception>
    public static PipedProcess Start(ProcessStartInfo start, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(start);
        start.Environment.TryGetValue("PATH", out var path);
        var asked = start.FileName;
        var (command, arguments) = ProcessGroup.Lead(CommandPath.Find(asked, start.WorkingDirectory, path), [.. start.ArgumentList]);
        start.FileName = command;
        start.ArgumentList.Clear();
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.UseShellExecute = false;
        try
        {
            return new PipedProcess(Process.Start(start)!, time);
        }
        catch (Win32Exception refused)
        {
            throw new IOException($"{asked} cannot be started: {refused.Message}", refused);
        }
    }

    /// <summary>Kills it and all it started; does nothing when nothing is left.</summary>
    public void Kill()
    {
        ProcessGroup.KillAll(Id);
        try
        {
            // It may be so new that it does not lead its group yet.
            if (!Ended.IsCompleted)
                _process.Kill(entireProcessTree: !ProcessGroup.IsSupported);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended already, or is the kernel's.
        }
    }

    /// <summary>Kills it and waits until it is reaped, 5 s at most: one the kernel does not let go is left to init.</summary>
    public async Task KillAsync()
    {
        Kill();
        await ((Task)Ended).WaitAsync(_reapDeadline, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        // Process.Dispose leaves pipes open that somebody has used (dotnet/runtime#58872).
        foreach (var pipe in (Stream[])[Input, Output, Errors])
            Close(pipe);
        if (Ended.IsCompleted)
            _process.Dispose();
    }

    private static void Close(Stream pipe)
    {
        try
        {
            pipe.Dispose();
        }
        catch (IOException)
        {
            // The other end is gone.
        }
    }

    // Who explains may come after the disposal: what the process said of itself is kept.
    private async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }
}
