using Microsoft.Extensions.AI;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Services;

namespace VoiceBus.Core.Monitoring;

/// <summary>The probes of the four services; each judges a real answer.</summary>
public static class ServiceProbes
{
    private const int FrameSamples = 960;

    /// <summary>Recognises a spoken word: some text must come of it.</summary>
    /// <param name="providers">The recognisers.</param>
    /// <param name="spokenWord">16 kHz mono samples of a word.</param>
    public static IServiceProbe Asr(Failover<ISpeechRecognizer> providers, ReadOnlyMemory<short> spokenWord) =>
        new ServiceProbe<ISpeechRecognizer>(providers, async (recognizer, attempt, token) =>
        {
            await foreach (var heard in recognizer.RecognizeAsync(new RecognitionRequest(null, false), Frames(spokenWord), token))
                if (heard.Kind == TranscriptKind.Final)
                    return Good(attempt, !string.IsNullOrWhiteSpace(heard.Text), "A spoken word was not recognised.");
            return Good(attempt, false, "The recogniser ended without a final transcript.");
        });

    /// <summary>Sends one short prompt: some content must come back.</summary>
    public static IServiceProbe Llm(Failover<IChatClient> providers) =>
        new ServiceProbe<IChatClient>(providers, async (client, attempt, token) =>
        {
            ChatMessage[] prompt = [new(ChatRole.User, "Say: ok")];
            var options = new ChatOptions { MaxOutputTokens = 16 };
            var said = false;
            await foreach (var update in client.GetStreamingResponseAsync(prompt, options, token))
                if (!said && update.Contents.Count > 0)
                    said = Good(attempt, true, "");
            return said ? true : Good(attempt, false, "The model answered nothing.");
        });

    /// <summary>Synthesises a word: audio must come of it.</summary>
    public static IServiceProbe Tts(Failover<ISpeechSynthesizer> providers) =>
        new ServiceProbe<ISpeechSynthesizer>(providers, async (synthesizer, attempt, token) =>
        {
            var heard = false;
            await foreach (var frame in synthesizer.SynthesizeAsync(new SynthesisRequest("Hello"), token))
            {
                if (!heard && !frame.IsPause)
                    heard = Good(attempt, true, "");
                frame.Dispose();
            }
            return heard ? true : Good(attempt, false, "The synthesiser gave no audio.");
        });

    /// <summary>Lists the tools.</summary>
    public static IServiceProbe Mcp(Failover<IToolProvider> providers) =>
        new ServiceProbe<IToolProvider>(providers, async (tools, attempt, token) =>
        {
            await tools.ListToolsAsync(token);
            return Good(attempt, true, "");
        });

    private static bool Good(ProviderAttempt attempt, bool good, string otherwise)
    {
        if (!good)
            throw attempt.BadResponse(otherwise);
        attempt.Replied();
        return true;
    }

    private static async IAsyncEnumerable<AudioFrame> Frames(ReadOnlyMemory<short> samples)
    {
        for (var at = 0; at < samples.Length; at += FrameSamples)
            yield return AudioFrame.Copy(samples.Span[at..Math.Min(at + FrameSamples, samples.Length)], 16_000);
        await Task.CompletedTask;
    }
}
