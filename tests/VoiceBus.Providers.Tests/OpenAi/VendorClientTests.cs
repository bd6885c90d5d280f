using System.ClientModel;
using OpenAI;
using OpenAI.Audio;
using VoiceBus.Audio;
using VoiceBus.Testing.Vendors.Http;
using VoiceBus.Testing.Vendors.OpenAi;

namespace VoiceBus.Providers.Tests.OpenAi;

/// <summary>The vendor's own client talks to the stand-in: what it understands is what the vendor says.</summary>
public sealed class VendorClientTests : IAsyncLifetime
{
    private FakeOpenAiAudio _server = null!;

    public async Task InitializeAsync() => _server = await FakeOpenAiAudio.StartAsync();

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    [Fact]
    public async Task Its_transcription_is_answered()
    {
        using var file = new MemoryStream(VoiceBus.Audio.WavFile.Build(Tones.Sine(300, 16_000, 16_000), 16_000));
        var transcription = await Client("gpt-4o-transcribe").TranscribeAudioAsync(file, "speech.wav", new AudioTranscriptionOptions { Language = "en" });
        transcription.Value.Text.ShouldBe("hello stand-in");
    }

    [Fact]
    public async Task Its_speech_is_answered()
    {
        var speech = await Client("gpt-4o-mini-tts").GenerateSpeechAsync(
            "Hello.", GeneratedSpeechVoice.Alloy, new SpeechGenerationOptions { ResponseFormat = GeneratedSpeechFormat.Pcm, SpeedRatio = 1.2f });
        speech.Value.ToArray().ShouldBe(Tones.Bytes(FakeOpenAiAudio.Speech));
    }

    [Fact]
    public async Task Its_wrong_key_is_refused()
    {
        var failure = await Should.ThrowAsync<ClientResultException>(() => Client("gpt-4o-mini-tts", "sk-other").GenerateSpeechAsync("Hello.", GeneratedSpeechVoice.Alloy));
        failure.Status.ShouldBe(401);
    }

    private AudioClient Client(string model, string key = FakeOpenAiAudio.Key) =>
        new(model, new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = _server.Url });
}
