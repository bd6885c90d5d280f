using VoiceBus.Providers.DashScope;
using VoiceBus.Providers.Tests.Connections;
using VoiceBus.Testing;
using VoiceBus.Testing.Vendors.DashScope;

namespace VoiceBus.Providers.Tests.DashScope;

public sealed class DashScopeSynthesizerContract : SpeechSynthesizerContract, IAsyncLifetime
{
    private DashScopeStandIn _vendor = null!;

    public async Task InitializeAsync() => _vendor = await DashScopeStandIn.StartAsync();

    public async Task DisposeAsync() => await _vendor.DisposeAsync();

    protected override string ProviderName => "my-dashscope";

    protected override string Secret => "wrong-key";

    protected override ISpeechSynthesizer Create() => Voice(DashScopeStandIn.ApiKey);

    protected override ISpeechSynthesizer CreateFailing() => Voice(Secret);

    private DashScopeSpeechSynthesizer Voice(string key) =>
        new(new DashScopeVoiceOptions { Url = _vendor.InferenceUrl, Key = key }, Vendor.Context(ServiceType.Tts, provider: ProviderName, time: TimeProvider.System));
}
