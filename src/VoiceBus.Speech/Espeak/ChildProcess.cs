using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Services;

namespace VoiceBus.Speech.Espeak;

/// <summary>
/// A program that reads text and writes audio. Owned by one sentence: disposal kills it if it still runs, and returns
/// when it is reaped.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable, ICancellationCallback
{
    private const int LongestComplaint = 2048;
    private static readonly TimeSpan _reapDeadline = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly TimeProvider _time;
    private readonly CancellationTokenRegistration _killOnCancel;
    private readonly Task<string> _complaint;

    private ChildProcess(Process process, TimeProvider time, CancellationToken cancellationToken)
    {
        _process = process;
        _time = time;
        _complaint = DrainAsync(process.StandardError.BaseStream);
        _killOnCancel = cancellationToken.RegisterGuarded(this);
    }

    /// <summary>The operating system's number for it.</summary>
    public int Id => _process.Id;

    /// <summary>What it writes.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Starts a program.</summary>
    /// <param name="provider">The provider's name in failures.</param>
    /// <param name="executable">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="time">Bounds the wait for its end.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="ProviderException">Unavailable: there is no such program.</exception>
    public static ChildProcess Start(
        string provider, string executable, IReadOnlyList<string> arguments, TimeProvider time, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(executable, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            return new ChildProcess(Process.Start(start)!, time, cancellationToken);
        }
        catch (Win32Exception e)
        {
            throw Failure(provider, $"{executable} cannot be started: run ./voicebus setup, or install the Debian package espeak-ng", e);
        }
    }

    /// <summary>Gives it the whole text.</summary>
    public async Task WriteAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            await using var input = _process.StandardInput.BaseStream;
            await input.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        }
        catch (IOException)
        {
            // It ended before it read everything: its exit code says why.
        }
    }

    /// <summary>Waits until it has ended by itself.</summary>
    /// <exception cref="ProviderException">Unavailable: its exit code says that it failed.</exception>
    public async Task RequireSuccessAsync(string provider, CancellationToken cancellationToken)
    {
        await WaitForExitAsync(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (!_process.HasExited)
            throw Failure(provider, $"{provider} does not end", null);
        if (_process.ExitCode != 0)
            throw Failure(provider, $"{provider} ended with code {_process.ExitCode}: {FirstLine(await _complaint)}", null);
    }

    public async ValueTask DisposeAsync()
    {
        await _killOnCancel.DisposeAsync();
        Kill(_process);
        await WaitForExitAsync(CancellationToken.None);
        await _complaint;
        _process.Dispose();
    }

    void ICancellationCallback.Cancelled() => Kill(_process);

    void ICancellationCallback.Failed(Exception exception)
    {
        // Whoever cancels goes on; the sentence's own disposal tries again, and throws in its own call.
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
        catch (Win32Exception)
        {
            // It is ending, or it is not ours any more: waiting for its end says which.
        }
    }

    private static async Task<string> DrainAsync(Stream stream)
    {
        var kept = new byte[LongestComplaint];
        var rest = new byte[LongestComplaint];
        try
        {
            var length = await stream.ReadAtLeastAsync(kept, kept.Length, throwOnEndOfStream: false);
            while (await stream.ReadAsync(rest) > 0)
            {
                // Read on, or the child blocks on a full pipe.
            }
            return Encoding.UTF8.GetString(kept, 0, length);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return "";
        }
    }

    private static string FirstLine(string text) => text.AsSpan().Trim().ToString().Split('\n')[0];

    private static ProviderException Failure(string provider, string message, Exception? inner) =>
        new(ServiceType.Tts, provider, FailureKind.Unavailable, retryable: true, message, inner: inner);

    private async Task WaitForExitAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_reapDeadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await _process.WaitForExitAsync(either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            // A killed child that does not end is the kernel's; it is left to init.
        }
    }
}
