using Microsoft.Extensions.AI;
using VoiceBus.Providers.Ollama;
using VoiceBus.Providers.Tests.Connections.Http;
using VoiceBus.Testing;
using VoiceBus.Testing.Vendors.Ollama;

namespace VoiceBus.Providers.Tests.Ollama;

public sealed class OllamaContract : ChatClientContract, IAsyncLifetime
{
    private readonly VendorRig _rig = new();
    private FakeOllama _server = null!;

    protected override string ProviderName => "vendor";

    protected override string Secret => "sk-wrong-key";

    public async Task InitializeAsync() => _server = await FakeOllama.StartAsync();

    public async Task DisposeAsync()
    {
        _rig.Dispose();
        await _server.DisposeAsync();
    }

    protected override IChatClient Create() => Client(FakeOllama.Model);

    protected override IChatClient CreateFailing() => Client("nothing");

    private OllamaChatClient Client(string model) => new(ProviderName, new OllamaOptions { Url = _server.Root, Model = model, Key = Secret }, _rig.Http);
}
