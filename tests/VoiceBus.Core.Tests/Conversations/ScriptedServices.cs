using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;

namespace VoiceBus.Core.Tests.Conversations;

/// <summary>Answers the calls of a bus as a test says.</summary>
internal sealed class ScriptedServices
{
    private int _open;

    /// <summary>Transcripts given when an utterance's audio has ended, one after the other.</summary>
    public Channel<string> Transcripts { get; } = Channel.CreateUnbounded<string>();

    /// <summary>The transcript of an utterance by its loudness, instead of <see cref="Transcripts"/>; null is none at all.</summary>
    public Func<int, Task<string?>>? Transcribe { get; set; }

    /// <summary>What the recogniser says at a pause, or null.</summary>
    public string? AtPause { get; set; }

    /// <summary>The model's words for a dialogue; null: <see cref="ModelGate"/> decides.</summary>
    public Func<IReadOnlyList<ChatMessage>, IEnumerable<string>> Words { get; set; } = _ => ["Hello there. ", "How are you?"];

    /// <summary>The model waits here before its first word.</summary>
    public TaskCompletionSource? ModelGate { get; set; }

    /// <summary>The voice waits here before a sentence's first sound.</summary>
    public TaskCompletionSource? SpeechGate { get; set; }

    /// <summary>Set by the voice when it was asked: the sentence.</summary>
    public Channel<string> Spoken { get; } = Channel.CreateUnbounded<string>();

    /// <summary>A tool the model wants to have run before it answers, or null.</summary>
    public FunctionCallContent? ToolCall { get; set; }

    /// <summary>What the model says before it asks for the tool, or null.</summary>
    public string? WordsBeforeTool { get; set; }

    /// <summary>What the model thinks before it asks for the tool, or null.</summary>
    public string? Thought { get; set; }

    /// <summary>The model waits here before it answers with a tool's result.</summary>
    public TaskCompletionSource? ResultGate { get; set; }

    /// <summary>Names of the tools the model was offered last.</summary>
    public IReadOnlyList<string> Offered { get; private set; } = [];

    /// <summary>What the tool answered last, or null.</summary>
    public object? ToolResult { get; private set; }

    /// <summary>Everything the voice was asked for.</summary>
    public ConcurrentQueue<SynthesisRequest> Syntheses { get; } = new();

    /// <summary>Set by the model when it was asked.</summary>
    public Channel<IReadOnlyList<ChatMessage>> Asked { get; } = Channel.CreateUnbounded<IReadOnlyList<ChatMessage>>();

    /// <summary>What each service throws instead of answering.</summary>
    public Dictionary<ServiceType, CallFailedException> Failures { get; } = [];

    /// <summary>Handlers running now.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Samples heard by the recogniser in all.</summary>
    public int SamplesHeard { get; private set; }

    public void Serve(IEventBus bus)
    {
        bus.Serve(ServiceContracts.Asr, (call, token) => Counted(() => RecognizeAsync(call, token)));
        bus.Serve(ServiceContracts.Llm, (call, token) => Counted(() => GenerateAsync(call, token)));
        bus.Serve(ServiceContracts.Tts, (call, token) => Counted(() => SpeakAsync(call, token)));
    }

    private async Task Counted(Func<Task> handler)
    {
        Interlocked.Increment(ref _open);
        try
        {
            await handler();
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task RecognizeAsync(IServedCall<RecognitionRequest, AudioPacket, Transcript> call, CancellationToken token)
    {
        Fail(ServiceType.Asr);
        var loudness = 0;
        await foreach (var packet in call.Inputs(token))
        {
            SamplesHeard += packet.Length / sizeof(short);
            foreach (var sample in MemoryMarshal.Cast<byte, short>(packet.Bytes.Span))
                loudness = Math.Max(loudness, sample);
            if (packet.IsPause && AtPause is { } early)
                await call.ReplyAsync(new Transcript(early, TranscriptKind.AtPause), token);
            packet.Dispose();
        }

        var text = Transcribe is { } transcribe ? await transcribe(loudness).WaitAsync(token) : await Transcripts.Reader.ReadAsync(token);
        if (text is not null)
            await call.ReplyAsync(new Transcript(text, TranscriptKind.Final, "scripted"), token);
    }

    private async Task GenerateAsync(IServedCall<ChatRequest, NoInput, ChatResponseUpdate> call, CancellationToken token)
    {
        Asked.Writer.TryWrite(call.Request.Messages);
        Offered = [.. call.Request.Tools.Select(static tool => tool.Name)];
        if (call.Request.Messages[^1].Role == ChatRole.Tool)
        {
            ToolResult = call.Request.Messages[^1].Contents.OfType<FunctionResultContent>().Single().Result;
            if (ResultGate is { } result)
                await result.Task.WaitAsync(token);
        }

        Fail(ServiceType.Llm);
        if (ModelGate is { } gate)
            await gate.Task.WaitAsync(token);
        if (ToolCall is { } tool && call.Request.Messages[^1].Role != ChatRole.Tool)
        {
            if (Thought is { } thought)
                await call.ReplyAsync(new ChatResponseUpdate(ChatRole.Assistant, [new TextReasoningContent(thought)]), token);
            if (WordsBeforeTool is { } before)
                await call.ReplyAsync(new ChatResponseUpdate(ChatRole.Assistant, before), token);
            await call.ReplyAsync(new ChatResponseUpdate(ChatRole.Assistant, [tool]), token);
            return;
        }

        foreach (var word in Words(call.Request.Messages))
            await call.ReplyAsync(new ChatResponseUpdate(ChatRole.Assistant, word), token);
    }

    private async Task SpeakAsync(IServedCall<SynthesisRequest, NoInput, AudioPacket> call, CancellationToken token)
    {
        Spoken.Writer.TryWrite(call.Request.Text);
        Syntheses.Enqueue(call.Request);
        Fail(ServiceType.Tts);
        if (SpeechGate is { } gate)
            await gate.Task.WaitAsync(token);
        for (var i = 0; i < 4; i++)
            await call.ReplyAsync(AudioPacket.Copy(new byte[2880]), token);
    }

    private void Fail(ServiceType service)
    {
        if (Failures.TryGetValue(service, out var failure))
            throw failure;
    }
}
