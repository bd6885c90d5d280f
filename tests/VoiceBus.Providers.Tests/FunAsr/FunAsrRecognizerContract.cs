using VoiceBus.Providers.FunAsr;
using VoiceBus.Providers.Tests.Connections;
using VoiceBus.Testing;
using VoiceBus.Testing.Ports;
using VoiceBus.Testing.Vendors.FunAsr;

namespace VoiceBus.Providers.Tests.FunAsr;

/// <summary>The contract with one of the servers there are.</summary>
public abstract class FunAsrRecognizerContract(FunAsrServer kind) : SpeechRecognizerContract, IAsyncLifetime
{
    private readonly ClosedPort _closed = new();
    private FunAsrStandIn _server = null!;

    protected override string ProviderName => "my-funasr";

    public async Task InitializeAsync() => _server = await FunAsrStandIn.StartAsync(kind);

    public async Task DisposeAsync()
    {
        _closed.Dispose();
        await _server.DisposeAsync();
    }

    protected override ISpeechRecognizer Create() => Recognizer(_server.Url);

    protected override ISpeechRecognizer CreateFailing() => Recognizer(new Uri($"ws://127.0.0.1:{_closed.Number}"));

    private FunAsrRecognizer Recognizer(Uri url) => new(new FunAsrOptions { Url = url }, Vendor.Context(provider: ProviderName, time: TimeProvider.System));
}

/// <summary>C++, both models.</summary>
public sealed class FunAsrTwoPassContract() : FunAsrRecognizerContract(FunAsrServer.CppTwoPass);

/// <summary>Python, as it is now.</summary>
public sealed class FunAsrPythonContract() : FunAsrRecognizerContract(FunAsrServer.Python);

/// <summary>The one that cuts utterances by itself.</summary>
public sealed class FunAsrRealtimeContract() : FunAsrRecognizerContract(FunAsrServer.Realtime);
