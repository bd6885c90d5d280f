using System.Threading.Channels;
using VoiceBus.Speech.Moonshine;

namespace VoiceBus.Speech.Tests.Moonshine;

/// <summary>A decode that the test answers when it likes.</summary>
internal sealed record ScriptedDecode(int Samples, bool Optional, CancellationToken Token)
{
    private readonly TaskCompletionSource<string?> _text = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Answer(string? text) => _text.SetResult(text);

    public void Fail(Exception e) => _text.SetException(e);

    public Task<string?> RunAsync() => _text.Task.WaitAsync(Token);
}

/// <summary>Hands every decode to the test.</summary>
internal sealed class ScriptedSegmentDecoder : ISegmentDecoder
{
    private readonly Channel<ScriptedDecode> _decodes = Channel.CreateUnbounded<ScriptedDecode>();

    public int Count { get; private set; }

    public ValueTask<ScriptedDecode> NextAsync(CancellationToken cancellationToken) => _decodes.Reader.ReadAsync(cancellationToken);

    public async Task<string> RecognizeAsync(SampleBuffer samples, CancellationToken cancellationToken) =>
        (await RunAsync(samples, optional: false, cancellationToken))!;

    public Task<string?> TryRecognizeAsync(SampleBuffer samples, CancellationToken cancellationToken) =>
        RunAsync(samples, optional: true, cancellationToken);

    private async Task<string?> RunAsync(SampleBuffer samples, bool optional, CancellationToken cancellationToken)
    {
        using (samples)
        {
            Count++;
            var decode = new ScriptedDecode(samples.Memory.Length, optional, cancellationToken);
            _decodes.Writer.TryWrite(decode);
            return await decode.RunAsync();
        }
    }
}
