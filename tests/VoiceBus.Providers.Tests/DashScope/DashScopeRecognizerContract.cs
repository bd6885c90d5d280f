using VoiceBus.Providers.DashScope;
using VoiceBus.Providers.Tests.Connections;
using VoiceBus.Testing;
using VoiceBus.Testing.Vendors.DashScope;

namespace VoiceBus.Providers.Tests.DashScope;

public sealed class DashScopeRecognizerContract : SpeechRecognizerContract, IAsyncLifetime
{
    private DashScopeStandIn _vendor = null!;

    public async Task InitializeAsync() => _vendor = await DashScopeStandIn.StartAsync();

    public async Task DisposeAsync() => await _vendor.DisposeAsync();

    // Its stand-in hears the same words in anything.
    protected override bool TellsSilence => false;

    protected override string ProviderName => "my-dashscope";

    protected override string Secret => "wrong-key";

    protected override ISpeechRecognizer Create() => Recognizer(DashScopeStandIn.ApiKey);

    protected override ISpeechRecognizer CreateFailing() => Recognizer(Secret);

    private DashScopeSpeechRecognizer Recognizer(string key) =>
        new(new DashScopeRecognizerOptions { Url = _vendor.InferenceUrl, Key = key }, Vendor.Context(provider: ProviderName, time: TimeProvider.System));
}
