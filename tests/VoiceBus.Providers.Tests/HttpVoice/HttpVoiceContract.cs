using System.Text.Json;
using VoiceBus.Providers.HttpVoice;
using VoiceBus.Providers.Tests.Connections.Http;
using VoiceBus.Testing;
using VoiceBus.Testing.Vendors.HttpVoice;

namespace VoiceBus.Providers.Tests.HttpVoice;

public sealed class HttpVoiceContract : SpeechSynthesizerContract, IAsyncLifetime
{
    private readonly VendorRig _rig = new();
    private FakeLocalVoices _server = null!;

    protected override string ProviderName => "vendor";

    protected override string Secret => "sk-wrong-key";

    public async Task InitializeAsync() => _server = await FakeLocalVoices.StartAsync();

    public async Task DisposeAsync()
    {
        _rig.Dispose();
        await _server.DisposeAsync();
    }

    protected override ISpeechSynthesizer Create() => Voice("v1/tts");

    protected override ISpeechSynthesizer CreateFailing() => Voice("nowhere");

    private HttpVoiceSynthesizer Voice(string path) => new(
        ProviderName,
        new HttpVoiceOptions
        {
            Url = $"{_server.Root}{path}?key={Secret}",
            Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer {key}" },
            Key = Secret,
            Body = JsonElement.Parse("""{"text": "{text}", "format": "wav"}"""),
        },
        _rig.Http);
}
