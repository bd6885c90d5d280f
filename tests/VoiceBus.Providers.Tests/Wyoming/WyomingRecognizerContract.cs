using VoiceBus.Providers.Tests.Connections;
using VoiceBus.Providers.Wyoming;
using VoiceBus.Testing;
using VoiceBus.Testing.Ports;
using VoiceBus.Testing.Vendors.Wyoming;

namespace VoiceBus.Providers.Tests.Wyoming;

public sealed class WyomingRecognizerContract : SpeechRecognizerContract, IAsyncLifetime
{
    private readonly ClosedPort _closed = new();
    private readonly WyomingStandIn _service = WyomingStandIn.Start();

    // Its stand-in hears the same words in anything.
    protected override bool TellsSilence => false;

    protected override string ProviderName => "my-wyoming";

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _closed.Dispose();
        await _service.DisposeAsync();
    }

    protected override ISpeechRecognizer Create() => Recognizer(_service.Url);

    protected override ISpeechRecognizer CreateFailing() => Recognizer(new Uri($"tcp://127.0.0.1:{_closed.Number}"));

    private WyomingRecognizer Recognizer(Uri url) => new(new WyomingAsrOptions { Url = url }, Vendor.Context(provider: ProviderName, time: TimeProvider.System));
}
