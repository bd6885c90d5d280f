using VoiceBus.Providers.OpenAi.Speech;
using VoiceBus.Providers.Tests.Connections.Http;
using VoiceBus.Testing;
using VoiceBus.Testing.Vendors.OpenAi;

namespace VoiceBus.Providers.Tests.OpenAi.Speech;

public sealed class SpeechContract : SpeechSynthesizerContract, IAsyncLifetime
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

    protected override ISpeechSynthesizer Create() => Voice(FakeOpenAiAudio.Key);

    protected override ISpeechSynthesizer CreateFailing() => Voice(Secret);

    private SpeechSynthesizer Voice(string key) => new(ProviderName, new SpeechOptions { Url = _server.Url, Model = "tts", Voice = "alloy", Key = key }, _rig.Http);
}
