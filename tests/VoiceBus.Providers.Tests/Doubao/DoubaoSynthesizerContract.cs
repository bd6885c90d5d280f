using VoiceBus.Providers.Doubao;
using VoiceBus.Providers.Tests.Connections;
using VoiceBus.Testing;
using VoiceBus.Testing.Vendors.Doubao;

namespace VoiceBus.Providers.Tests.Doubao;

public sealed class DoubaoSynthesizerContract : SpeechSynthesizerContract, IAsyncLifetime
{
    private DoubaoStandIn _vendor = null!;

    public async Task InitializeAsync() => _vendor = await DoubaoStandIn.StartAsync();

    public async Task DisposeAsync() => await _vendor.DisposeAsync();

    protected override string ProviderName => "my-doubao";

    protected override string Secret => "wrong-key";

    protected override ISpeechSynthesizer Create() => Voice(DoubaoStandIn.ApiKey);

    protected override ISpeechSynthesizer CreateFailing() => Voice(Secret);

    private DoubaoSpeechSynthesizer Voice(string key) =>
        new(new DoubaoVoiceOptions { Url = _vendor.SynthesisUrl, Key = key }, Vendor.Context(ServiceType.Tts, provider: ProviderName, time: TimeProvider.System));
}
