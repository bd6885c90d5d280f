using VoiceBus.Providers.Qwen;
using VoiceBus.Providers.Tests.Connections;
using VoiceBus.Testing;
using VoiceBus.Testing.Vendors.Qwen;

namespace VoiceBus.Providers.Tests.Qwen;

public sealed class QwenSynthesizerContract : SpeechSynthesizerContract, IAsyncLifetime
{
    private QwenStandIn _vendor = null!;

    public async Task InitializeAsync() => _vendor = await QwenStandIn.StartAsync();

    public async Task DisposeAsync() => await _vendor.DisposeAsync();

    protected override string ProviderName => "my-qwen";

    protected override string Secret => "wrong-key";

    protected override ISpeechSynthesizer Create() => Voice(QwenStandIn.ApiKey);

    protected override ISpeechSynthesizer CreateFailing() => Voice(Secret);

    private QwenSpeechSynthesizer Voice(string key) =>
        new(new QwenVoiceOptions { Url = _vendor.Url, Key = key }, Vendor.Context(ServiceType.Tts, provider: ProviderName, time: TimeProvider.System));
}
