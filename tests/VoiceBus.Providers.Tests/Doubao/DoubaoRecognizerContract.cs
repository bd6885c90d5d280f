using VoiceBus.Providers.Doubao;
using VoiceBus.Providers.Tests.Connections;
using VoiceBus.Testing;
using VoiceBus.Testing.Vendors.Doubao;

namespace VoiceBus.Providers.Tests.Doubao;

public sealed class DoubaoRecognizerContract : SpeechRecognizerContract, IAsyncLifetime
{
    private DoubaoStandIn _vendor = null!;

    public async Task InitializeAsync() => _vendor = await DoubaoStandIn.StartAsync();

    public async Task DisposeAsync() => await _vendor.DisposeAsync();

    // Its stand-in hears the same words in anything.
    protected override bool TellsSilence => false;

    protected override string ProviderName => "my-doubao";

    protected override string Secret => "wrong-key";

    protected override ISpeechRecognizer Create() => Recognizer(DoubaoStandIn.ApiKey);

    protected override ISpeechRecognizer CreateFailing() => Recognizer(Secret);

    private DoubaoSpeechRecognizer Recognizer(string key) =>
        new(new DoubaoRecognizerOptions { Url = _vendor.RecognitionUrl(), Key = key }, Vendor.Context(provider: ProviderName, time: TimeProvider.System));
}
