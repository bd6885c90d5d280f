using System.Diagnostics;
using VoiceBus.Core.Processes;
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

    private readonly PipedProcess _process;
    private readonly TimeSpan _grace;
    private readonly TimeProvider _time;
    private readonly Task _errors;
    private readonly ErrorOutput _errorOutput;

    private ServerProcess(PipedProcess process, Action<string> complain, TimeSpan grace, TimeProvider time)
    {
        _process = process;
        _grace = grace;
        _time = time;
        _errorOutput = new ErrorOutput(complain, time);
        _errors = _errorOutput.ReadAsync(process.Errors);
    }

    /// <summary>The operating system's number for it.</summary>
    public int Id => _process.Id;

    /// <summary>What it reads.</summary>
    public Stream Input => _process.Input;

    /// <summary>What it writes.</summary>
    public Stream Output => _process.Output;

    /// <summary>Starts the program.</summary>
    /// <param name="server">What to start.</param>
    /// <param name="complain">Takes lines of its error output.</param>
    /// <param name="grace">How long it may take to end by itself.</param>
    /// <param name="time">The clock of that.</param>
    /// <exception cref="IOException">It cannot be started; the message says why.</exception>
    public static ServerProcess Start(ToolServerSettings server, Action<string> complain, TimeSpan grace, TimeProvider time)
    {
        var start = new ProcessStartInfo(server.Command!, server.Arguments) { WorkingDirectory = server.WorkingDirectory ?? "" };
        ServerEnvironment.Apply(start.Environment, server.Environment);
        return new ServerProcess(PipedProcess.Start(start, time), complain, grace, time);
    }

    /// <summary>Completes when it has ended.</summary>
    public Task Ended => _process.Ended;

    /// <summary>How it ended, or why it may have become silent; empty when nothing is known.</summary>
    public async ValueTask<string> ExplainAsync()
    {
        // Its output ends a little before it does, and its last words are a little behind.
        await Ended.WaitAsync(_moment, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Ended.IsCompleted)
            await _errors.WaitAsync(_moment, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var last = _errorOutput.Last is { Length: > 0 } line ? $"; it said: {line}" : "";
        return Ended.IsCompleted ? $"the program ended with code {await _process.Ended}{last}" : last.TrimStart(';', ' ');
    }

    public async ValueTask DisposeAsync()
    {
        CloseInput();
        await Ended.WaitAsync(_grace, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _process.KillAsync();
        // Whoever inherited the error output and escaped the kill must not hold us.
        await _errors.WaitAsync(_reapDeadline, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _process.DisposeAsync();
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
