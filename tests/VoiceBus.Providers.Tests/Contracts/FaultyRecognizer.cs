using System.Runtime.CompilerServices;

namespace VoiceBus.Providers.Tests.Contracts;

/// <summary>A recogniser with one fault, or none: the name of the fault says which.</summary>
internal sealed class FaultyRecognizer(string fault = "") : ISpeechRecognizer
{
    private bool _used;

    public async IAsyncEnumerable<Transcript> RecognizeAsync(
        RecognitionRequest request, IAsyncEnumerable<AudioFrame> audio, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (fault == "tells its key")
            throw new ProviderException(ServiceType.Asr, "faulty", FailureKind.Unauthorized, retryable: false, "The key sk-secret is wrong.");
        if (fault == "fails as it likes")
            throw new InvalidOperationException("no luck");
        var (frames, heard, held) = (0, false, AudioFrame.Pause);
        await using var source = audio.GetAsyncEnumerator(cancellationToken);
        while (await MoveAsync(source))
        {
            var frame = source.Current;
            if (frame.IsPause && fault != "takes a pause for audio")
                continue;
            heard |= frame.IsPause || frame.Samples.ContainsAnyExcept((short)0);
            if (++frames == 3 && heard)
                yield return new Transcript("one", TranscriptKind.Partial);
            if (frames == 4 && fault == "gives only what is new")
                yield return new Transcript("two", TranscriptKind.Partial);
            if (fault == "keeps a frame when it is cancelled")
                (frame, held) = (held, frame);
            if (fault != "keeps its frames")
                frame.Dispose();
            if (fault == "disposes twice")
                frame.Dispose();
        }

        held.Dispose();
        if (frames == 0 && fault == "fails without audio")
            throw new InvalidOperationException("Nothing to work on.");
        var text = !heard || (fault == "works once" && _used) ? "" : "one two";
        _used = true;
        if (fault != "has no final transcript")
            yield return new Transcript(text, TranscriptKind.Final);
        if (fault == "has two final transcripts")
            yield return new Transcript(text, TranscriptKind.Final);
        if (fault == "goes on after the final transcript")
            yield return new Transcript(text, TranscriptKind.Partial);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<bool> MoveAsync(IAsyncEnumerator<AudioFrame> source)
    {
        try
        {
            return await source.MoveNextAsync();
        }
        catch (IOException) when (fault == "takes broken audio for the whole")
        {
            return false;
        }
        catch (OperationCanceledException) when (fault == "fails when it is cancelled")
        {
            throw new InvalidOperationException("no luck");
        }
        catch (OperationCanceledException) when (fault == "does not let itself be cancelled")
        {
            return await new TaskCompletionSource<bool>().Task;
        }
    }
}
