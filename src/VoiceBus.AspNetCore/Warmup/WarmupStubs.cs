using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Services;

namespace VoiceBus.AspNetCore.Warmup;

/// <summary>Understands a greeting, whatever it hears: for a process whose recognisers are elsewhere or cost money.</summary>
internal sealed class StubRecognizer : ISpeechRecognizer
{
    public async IAsyncEnumerable<Transcript> RecognizeAsync(
        RecognitionRequest request, IAsyncEnumerable<AudioFrame> audio, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var frame in audio.WithCancellation(cancellationToken))
            frame.Dispose();
        yield return new Transcript("Hello.", TranscriptKind.Final);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Speaks half a second of silence, whatever it is asked to say.</summary>
internal sealed class StubSynthesizer : ISpeechSynthesizer
{
    private const int Rate = 24_000;
    private const int Frames = 5;

    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(
        SynthesisRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        for (var i = 0; i < Frames && !cancellationToken.IsCancellationRequested; i++)
        {
            var frame = AudioFrame.Rent(Rate / 10, Rate);
            frame.Samples.Clear();
            yield return frame;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Says a sentence, whatever it is asked: for a process whose models are elsewhere or cost money.</summary>
internal sealed class StubChatClient : IChatClient
{
    private const string Reply = "Hello, I am here.";

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, Reply)));

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        yield return new ChatResponseUpdate(ChatRole.Assistant, Reply);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}

/// <summary>No tools at all.</summary>
internal sealed class StubTools : IToolProvider
{
    public ValueTask<IReadOnlyList<AIFunctionDeclaration>> ListToolsAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<AIFunctionDeclaration>>([]);

    public ValueTask<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new ToolResult($"There is no tool '{request.Tool}'.", IsError: true));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
