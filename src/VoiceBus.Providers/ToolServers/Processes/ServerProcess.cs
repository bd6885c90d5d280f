using System.ComponentModel;
using System.Diagnostics;
using VoiceBus.Providers.ToolServers.Settings;

namespace VoiceBus.Providers.ToolServers.Processes;

/// <summary>
/// The program of a stdio server. Disposal closes its input, gives it a moment, and kills what is left of it and of all it
/// started.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan _reapDeadline = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(200);

    private readonly Process _process;
    private readonly TimeSpan _grace;
    private readonly TimeProvider _time;
    private readonly Task _errors;
    private readonly ErrorOutput _errorOutput;
    private int _exitCode;

    private ServerProcess(Process process, Action<string> complain, TimeSpan grace, TimeProvider time)
    {
        _process = process;
        _grace = grace;
        _time = time;
        _errorOutput = new ErrorOutput(complain, time);
        _errors = _errorOutput.ReadAsync(process.StandardError.BaseStream);
        (Id, Ended) = (process.Id, WaitForExitAsync());
    }

    /// <summary>The operating system's number for it.</summary>
    public int Id { get; }

    /// <summary>What it reads.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>What it writes.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Starts the program.</summary>
    /// <param name="server">What to start.</param>
    /// <param name="complain">Takes lines of its error output.</param>
    /// <param name="grace">How long it may take to end by itself.</param>
    /// <param name="time">The clock of that.</param>
    /// <exception cref="IOException">It cannot be started; the message says why.</exception>
    public static ServerProcess Start(ToolServerSettings server, Action<string> complain, TimeSpan grace, TimeProvider time)
    {
        var start = new ProcessStartInfo
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = server.WorkingDirectory ?? "",
        };
        ServerEnvironment.Apply(start.Environment, server.Environment);
        start.Environment.TryGetValue("PATH", out var path);
        var (command, arguments) = ProcessGroup.Lead(CommandPath.Find(server.Command!, server.WorkingDirectory, path), server.Arguments);
        start.FileName = command;
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        try
        {
            return new ServerProcess(Process.Start(start)!, complain, grace, time);
        }
        catch (Win32Exception refused)
        {
            throw new IOException($"{server.Command} cannot be started: {refused.Message}", refused);
        }
    }

    /// <summary>Completes when it has ended.</summary>
    public Task Ended { get; }

    /// <summary>How it ended, or why it may have become silent; empty when nothing is known.</summary>
    public async ValueTask<string> ExplainAsync()
    {
        // Its output ends a little before it does, and its last words are a little behind.
        await Ended.WaitAsync(_moment, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Ended.IsCompleted)
            await _errors.WaitAsync(_moment, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var last = _errorOutput.Last is { Length: > 0 } line ? $"; it said: {line}" : "";
        return Ended.IsCompleted ? $"the program ended with code {Volatile.Read(ref _exitCode)}{last}" : last.TrimStart(';', ' ');
    }

    public async ValueTask DisposeAsync()
    {
        CloseInput();
        await Ended.WaitAsync(_grace, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ProcessGroup.KillAll(Id);
        if (!Ended.IsCompleted)
            _process.Kill(entireProcessTree: true);
        await Ended.WaitAsync(_reapDeadline, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Whoever inherited the error output and escaped the kill must not hold us.
        await _errors.WaitAsync(_reapDeadline, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Ended.IsCompleted)
            _process.Dispose(); // One the kernel does not let go is left to init.
    }

    // Who explains may come after the disposal: what the process said of itself is kept.
    private async Task WaitForExitAsync()
    {
        await _process.WaitForExitAsync();
        Volatile.Write(ref _exitCode, _process.ExitCode);
    }

    private void CloseInput()
    {
        try
        {
            Input.Dispose();
        }
        catch (IOException)
        {
            // It has ended already.
        }
    }
}
