using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;
using VoiceBus.Speech.Language;

namespace VoiceBus.Speech.Espeak;

/// <summary>
/// Speaks about 100 languages with espeak-ng, one child process per sentence: the program is GPL-3 and stays a program
/// of its own (speech.md 3.1). First audio after about 20 ms.
/// </summary>
/// <param name="options">How it speaks.</param>
/// <param name="time">Bounds the wait for a child's end.</param>
public sealed class EspeakSynthesizer(EspeakOptions options, TimeProvider time) : ISpeechSynthesizer
{
    /// <summary>The provider's name in failures.</summary>
    internal const string Provider = "espeak";

    private const int FrameMilliseconds = 60;

    /// <summary>Tells of each child as it starts; for tests.</summary>
    internal Action<int>? Started { get; init; }

    /// <inheritdoc/>
    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(
        SynthesisRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var voice = EspeakVoice.Choose(request.Text, request.Voice, request.Language);
        if (!Script.IsSpeakable(request.Text))
            yield break;
        var speech = EspeakText.Of(request.Text, voice);
        await using var child = ChildProcess.Start(Provider, options.Executable, Arguments(speech, request.Speed), time, cancellationToken);
        Started?.Invoke(child.Id);
        await child.WriteAsync(speech.Text, cancellationToken);
        var rate = await RateAsync(child, cancellationToken);
        if (rate is { } sampleRate)
        {
            await foreach (var frame in FramesAsync(child.Output, sampleRate, cancellationToken))
                yield return frame;
        }
        await child.RequireSuccessAsync(Provider, cancellationToken);
        if (rate is null)
            throw BadResponse("no audio came");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<int?> RateAsync(ChildProcess child, CancellationToken cancellationToken)
    {
        try
        {
            return await WavHeader.ReadAsync(child.Output, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            // A kill in mid-header cuts it short: that is the caller's wish, not a failure.
            cancellationToken.ThrowIfCancellationRequested();
            throw BadResponse(e.Message);
        }
    }

    private static ProviderException BadResponse(string message) =>
        new(ServiceType.Tts, Provider, FailureKind.BadResponse, retryable: true, message);

    private static async IAsyncEnumerable<AudioFrame> FramesAsync(
        Stream output, int sampleRate, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var bytes = new byte[sampleRate * FrameMilliseconds / 1000 * sizeof(short)];
        var kept = 0;
        int read;
        while ((read = await output.ReadAsync(bytes.AsMemory(kept), cancellationToken)) > 0)
        {
            var whole = (kept + read) & ~1;
            if (whole > 0)
                yield return AudioFrame.Copy(MemoryMarshal.Cast<byte, short>(bytes.AsSpan(0, whole)), sampleRate);
            // A read may end between the two bytes of a sample.
            kept = (kept + read) - whole;
            if (kept > 0)
                bytes[0] = bytes[whole];
        }
        cancellationToken.ThrowIfCancellationRequested();
    }

    private string[] Arguments(EspeakText speech, double? speed) =>
    [
        "--stdout", "--stdin", "-b", "1", "-v", speech.Voice,
        "-s", $"{Math.Round(options.Rate * (speed ?? 1))}", "-p", $"{options.Pitch}", "-a", $"{options.Amplitude}", .. speech.IsMarkup ? ["-m"] : Array.Empty<string>(),
    ];
}
