using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.AI;
using VoiceBus.Audio;

namespace VoiceBus.Core.Services;

/// <summary>
/// A voice over a client of Microsoft.Extensions.AI. It understands WAV files and 16-bit PCM (<c>audio/pcm;rate=24000</c>,
/// <c>audio/L16;rate=…</c>; without a rate 24 kHz). One call at a time; the client stays with whoever gave it.
/// </summary>
/// <param name="name">The provider's configured name, for failures.</param>
/// <param name="client">The client.</param>
#pragma warning disable MEAI001 // The interface is experimental there; this adapter is the one place that would change with it.
public sealed class TextToSpeechSynthesizer(string name, ITextToSpeechClient client) : ISpeechSynthesizer
{
    private const int UsualRate = 24_000;
    private const int FramesPerSecond = 10;

    /// <inheritdoc/>
    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(SynthesisRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var options = new TextToSpeechOptions { VoiceId = request.Voice, Language = request.Language, AudioFormat = "pcm" };
        await foreach (var update in client.GetStreamingAudioAsync(request.Text, options, cancellationToken))
            foreach (var content in update.Contents.OfType<DataContent>())
            {
                var sound = Read(content);
                for (var at = 0; at < sound.Samples.Length;)
                {
                    var length = Math.Min(sound.SampleRate / FramesPerSecond, sound.Samples.Length - at);
                    yield return AudioFrame.Copy(sound.Samples.AsSpan(at, length), sound.SampleRate);
                    at += length;
                }
            }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private WavAudio Read(DataContent content)
    {
        var type = content.MediaType.Split(';', StringSplitOptions.TrimEntries);
        try
        {
            return type[0].ToUpperInvariant() switch
            {
                "AUDIO/WAV" or "AUDIO/X-WAV" or "AUDIO/WAVE" or "AUDIO/VND.WAVE" => WavFile.Parse(content.Data.Span),
                "AUDIO/PCM" or "AUDIO/L16" => new WavAudio(MemoryMarshal.Cast<byte, short>(content.Data.Span).ToArray(), Rate(type)),
                _ => throw new InvalidDataException($"it answered {content.MediaType}; WAV and 16-bit PCM are understood"),
            };
        }
        catch (InvalidDataException wrong)
        {
            throw new ProviderException(ServiceType.Tts, name, FailureKind.BadResponse, true, $"Provider '{name}' sent no sound: {wrong.Message}.", inner: wrong);
        }
    }

    private static int Rate(string[] type) =>
        Array.Find(type, static parameter => parameter.StartsWith("rate=", StringComparison.OrdinalIgnoreCase)) is { } rate
        && int.TryParse(rate.AsSpan(5), CultureInfo.InvariantCulture, out var known) && known is >= 4000 and <= 384_000 ? known : UsualRate;
}
#pragma warning restore MEAI001
