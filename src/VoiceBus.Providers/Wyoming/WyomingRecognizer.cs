using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.Recognition;

namespace VoiceBus.Providers.Wyoming;

/// <summary>
/// Recognises with a Wyoming service. One connection an utterance, because faster-whisper closes after each. Most services begin to
/// recognise when the audio has ended: a pause cannot be answered. One call at a time.
/// </summary>
internal sealed class WyomingRecognizer(WyomingAsrOptions options, VendorContext context) : ISpeechRecognizer
{
    private const int UsualPort = 10_300;

    private readonly WyomingErrors _errors = new(context);

    /// <inheritdoc/>
    public async IAsyncEnumerable<Transcript> RecognizeAsync(
        RecognitionRequest request, IAsyncEnumerable<AudioFrame> audio, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Whisper hears words in nothing: a service is not asked about an utterance without audio.
        await using var sound = new FirstSound(audio, context, cancellationToken);
        if (!await sound.WaitAsync())
        {
            yield return new Transcript("", TranscriptKind.Final);
            yield break;
        }

        await using var connection = await WyomingConnection.DialAsync(
            options.Url, UsualPort, options.ConnectTimeout, _errors, context, cancellationToken);
        var progress = new UtteranceProgress();
        await foreach (var transcript in Duplex.RunAsync(
            token => SendAsync(connection, request, sound.AudioAsync(token), progress, token),
            token => ReceiveAsync(connection, request.WantPartials, progress, token),
            context,
            cancellationToken))
        {
            yield return transcript;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task SendAsync(
        WyomingConnection connection, RecognitionRequest request, IAsyncEnumerable<AudioFrame> audio, UtteranceProgress progress, CancellationToken cancellationToken)
    {
        var writer = connection.Writer;
        await connection.SendAsync(
            writer.Write("transcribe"u8, json =>
            {
                if (options.Model is { } model)
                    json.WriteString("name", model);
                if ((request.Language?.Split('-')[0] ?? options.Language) is { } language)
                    json.WriteString("language", language);
                if (request.HotWords.Count == 0)
                    return;
                json.WriteStartArray("transcript_names");
                foreach (var word in request.HotWords)
                    json.WriteStringValue(word);
                json.WriteEndArray();
            }),
            cancellationToken);
        await connection.SendAsync(
            writer.Write("audio-start"u8, static json =>
            {
                json.WriteNumber("rate", 16_000);
                json.WriteNumber("width", 2);
                json.WriteNumber("channels", 1);
            }),
            cancellationToken);
        await foreach (var frame in audio.WithCancellation(cancellationToken))
            using (frame)
                if (!frame.IsPause)
                    await connection.SendAsync(writer.WriteAudio(MemoryMarshal.AsBytes(frame.Samples)), cancellationToken);
        await connection.SendAsync(writer.Write("audio-stop"u8), cancellationToken);
        progress.End();
    }

    private async IAsyncEnumerable<Transcript> ReceiveAsync(
        WyomingConnection connection, bool wantPartials, UtteranceProgress progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (partial, ended) = ("", false);
        long endedAt = 0;
        while (true)
        {
            if (!ended)
            {
                await connection.WaitAsync(progress.Ended, cancellationToken);
                ended = progress.Ended.IsCompleted;
                endedAt = context.Time.GetTimestamp();
            }

            using var received = await connection.ReceiveAsync(ended ? Left(endedAt) : Timeout.InfiniteTimeSpan, cancellationToken);
            switch (received.Type)
            {
                case "transcript":
                    yield return new Transcript(received.Data.Text?.Trim() ?? "", TranscriptKind.Final);
                    yield break;
                case "transcript-start":
                    partial = "";
                    break;
                case "transcript-chunk":
                    partial += received.Data.Text;
                    if (wantPartials && !string.IsNullOrWhiteSpace(partial))
                        yield return new Transcript(partial.Trim(), TranscriptKind.Partial);
                    break;
                case "error":
                    throw _errors.Said(received.Data);
                case "":
                    throw _errors.Ended("it had transcribed");
            }
        }
    }

    private TimeSpan Left(long endedAt) =>
        options.FinalTimeout - context.Time.GetElapsedTime(endedAt) is var left && left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);
}
