using VoiceBus.Providers.Deepgram;
using VoiceBus.Providers.Tests.Connections;
using VoiceBus.Testing;
using VoiceBus.Testing.Vendors.Deepgram;

namespace VoiceBus.Providers.Tests.Deepgram;

public sealed class DeepgramRecognizerContract : SpeechRecognizerContract, IAsyncLifetime
{
    private DeepgramStandIn _deepgram = null!;

    public async Task InitializeAsync() => _deepgram = await DeepgramStandIn.StartAsync();

    public async Task DisposeAsync() => await _deepgram.DisposeAsync();

    protected override bool GivesPartials => true;

    protected override string ProviderName => "my-deepgram";

    protected override string Secret => "wrong-key";

    protected override ISpeechRecognizer Create() => Recognizer(DeepgramStandIn.Key);

    protected override ISpeechRecognizer CreateFailing() => Recognizer(Secret);

    private DeepgramRecognizer Recognizer(string key) =>
        new(new DeepgramAsrOptions { Url = _deepgram.Url, Key = key }, Vendor.Context(provider: ProviderName, time: TimeProvider.System));
}
