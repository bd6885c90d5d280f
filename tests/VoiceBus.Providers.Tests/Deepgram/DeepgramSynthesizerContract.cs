using VoiceBus.Providers.Deepgram;
using VoiceBus.Providers.Tests.Connections;
using VoiceBus.Testing;
using VoiceBus.Testing.Vendors.Deepgram;

namespace VoiceBus.Providers.Tests.Deepgram;

public sealed class DeepgramSynthesizerContract : SpeechSynthesizerContract, IAsyncLifetime
{
    private DeepgramStandIn _deepgram = null!;

    public async Task InitializeAsync() => _deepgram = await DeepgramStandIn.StartAsync();

    public async Task DisposeAsync() => await _deepgram.DisposeAsync();

    protected override string ProviderName => "my-deepgram";

    protected override string Secret => "wrong-key";

    protected override ISpeechSynthesizer Create() => Voice(DeepgramStandIn.Key);

    protected override ISpeechSynthesizer CreateFailing() => Voice(Secret);

    private DeepgramSynthesizer Voice(string key) =>
        new(new DeepgramTtsOptions { Url = _deepgram.Url, Key = key }, Vendor.Context(ServiceType.Tts, provider: ProviderName, time: TimeProvider.System));
}
