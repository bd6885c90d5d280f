using VoiceBus.Providers.OpenAi.Transcription;
using VoiceBus.Providers.Tests.Connections.Http;
using VoiceBus.Testing;
using VoiceBus.Testing.Vendors.OpenAi;

namespace VoiceBus.Providers.Tests.OpenAi.Transcription;

public sealed class TranscriptionContract : SpeechRecognizerContract, IAsyncLifetime
{
    private readonly VendorRig _rig = new();
    private FakeOpenAiAudio _server = null!;

    protected override string ProviderName => "vendor";

    protected override string Secret => "sk-wrong-key";

    public async Task InitializeAsync() => _server = await FakeOpenAiAudio.StartAsync();

    public async Task DisposeAsync()
    {
        _rig.Dispose();
        await _server.DisposeAsync();
    }

    // Its stand-in hears the same words in anything.
    protected override bool TellsSilence => false;

    protected override ISpeechRecognizer Create() => Recognizer(FakeOpenAiAudio.Key);

    protected override ISpeechRecognizer CreateFailing() => Recognizer(Secret);

    private TranscriptionRecognizer Recognizer(string key) =>
        new(ProviderName, new TranscriptionOptions { Url = _server.Url, Model = "gpt-4o-mini-transcribe", Key = key }, _rig.Http);
}
