using VoiceBus.Providers.Tests.Connections;
using VoiceBus.Providers.Wyoming;
using VoiceBus.Testing;
using VoiceBus.Testing.Ports;
using VoiceBus.Testing.Vendors.Wyoming;

namespace VoiceBus.Providers.Tests.Wyoming;

public sealed class WyomingSynthesizerContract : SpeechSynthesizerContract, IAsyncLifetime
{
    private readonly ClosedPort _closed = new();
    private readonly WyomingStandIn _service = WyomingStandIn.Start();

    protected override string ProviderName => "my-wyoming";

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _closed.Dispose();
        await _service.DisposeAsync();
    }

    protected override ISpeechSynthesizer Create() => Voice(_service.Url);

    protected override ISpeechSynthesizer CreateFailing() => Voice(new Uri($"tcp://127.0.0.1:{_closed.Number}"));

    private WyomingSynthesizer Voice(Uri url) => new(new WyomingTtsOptions { Url = url }, Vendor.Context(ServiceType.Tts, provider: ProviderName, time: TimeProvider.System));
}
