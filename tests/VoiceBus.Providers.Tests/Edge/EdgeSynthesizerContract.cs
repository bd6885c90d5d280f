using VoiceBus.Providers.Edge;
using VoiceBus.Providers.Tests.Connections;
using VoiceBus.Testing;
using VoiceBus.Testing.Vendors.Edge;

namespace VoiceBus.Providers.Tests.Edge;

public sealed class EdgeSynthesizerContract : SpeechSynthesizerContract, IAsyncLifetime
{
    private FakeEdge _server = null!;

    protected override string ProviderName => "my-edge";

    public async Task InitializeAsync() => _server = await FakeEdge.StartAsync(TimeProvider.System);

    public async Task DisposeAsync() => await _server.DisposeAsync();

    protected override ISpeechSynthesizer Create() => Voice(FakeEdge.Token);

    protected override ISpeechSynthesizer CreateFailing() => Voice("00000000000000000000000000000000");

    private EdgeSynthesizer Voice(string token) => new(
        new EdgeOptions { Url = _server.Url, TrustedClientToken = token },
        new EdgeClock(TimeProvider.System),
        Vendor.Context(ServiceType.Tts, TimeProvider.System, ProviderName));
}
