using System.Diagnostics;
using System.Text;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Processes;
using VoiceBus.Core.Services;

namespace VoiceBus.Speech.Espeak;

/// <summary>
/// A program that reads text and writes audio. Owned by one sentence: disposal kills it and what it started, and returns when it is
/// reaped and its pipes are closed.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable, ICancellationCallback
{
    private const int LongestComplaint = 2048;
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(5);

    private readonly PipedProcess _process;
    private readonly TimeProvider _time;
    private readonly CancellationTokenRegistration _killOnCancel;
    private readonly Task<string> _complaint;

    private ChildProcess(PipedProcess process, TimeProvider time, CancellationToken cancellationToken)
    {
        _process = process;
        _time = time;
        _complaint = DrainAsync(process.Errors);
        _killOnCancel = cancellationToken.RegisterGuarded(this);
    }

    /// <summary>The operating system's number for it.</summary>
    public int Id => _process.Id;

    /// <summary>What it writes.</summary>
    public Stream Output => _process.Output;

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
        try
        {
            return new ChildProcess(PipedProcess.Start(new ProcessStartInfo(executable, arguments), time), time, cancellationToken);
        }
        catch (IOException e)
        {
            throw Failure(provider, $"{executable} cannot be started: run ./voicebus setup, or install the Debian package espeak-ng", e);
        }
    }

    /// <summary>Gives it the whole text.</summary>
    public async Task WriteAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            await using var input = _process.Input;
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
        try
        {
            var code = await _process.Ended.WaitAsync(_deadline, _time, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (code != 0)
                throw Failure(provider, $"{provider} ended with code {code}: {FirstLine(await _complaint.WaitAsync(_deadline, _time, cancellationToken))}", null);
        }
        catch (TimeoutException e)
        {
            throw Failure(provider, $"{provider} does not end", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _killOnCancel.DisposeAsync();
        await _process.KillAsync();
        // Whoever inherited the error output and escaped the kill must not hold us.
        await ((Task)_complaint).WaitAsync(_deadline, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _process.DisposeAsync();
    }

    void ICancellationCallback.Cancelled() => _process.Kill();

    void ICancellationCallback.Failed(Exception exception)
    {
        // Whoever cancels goes on; the sentence's own disposal tries again, and throws in its own call.
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
}
