using VoiceBus.Providers.Qwen;
using VoiceBus.Providers.Tests.Connections;
using VoiceBus.Testing;
using VoiceBus.Testing.Vendors.Qwen;

namespace VoiceBus.Providers.Tests.Qwen;

public sealed class QwenRecognizerContract : SpeechRecognizerContract, IAsyncLifetime
{
    private QwenStandIn _vendor = null!;

    public async Task InitializeAsync() => _vendor = await QwenStandIn.StartAsync();

    public async Task DisposeAsync() => await _vendor.DisposeAsync();

    // Its stand-in hears the same words in anything.
    protected override bool TellsSilence => false;

    protected override string ProviderName => "my-qwen";

    protected override string Secret => "wrong-key";

    protected override ISpeechRecognizer Create() => Recognizer(QwenStandIn.ApiKey);

    protected override ISpeechRecognizer CreateFailing() => Recognizer(Secret);

    private QwenSpeechRecognizer Recognizer(string key) =>
        new(new QwenRecognizerOptions { Url = _vendor.Url, Key = key }, Vendor.Context(provider: ProviderName, time: TimeProvider.System));
}
