using Microsoft.Extensions.AI;
using VoiceBus.Providers.Dify;
using VoiceBus.Providers.Tests.Connections.Http;
using VoiceBus.Testing;
using VoiceBus.Testing.Vendors.Dify;

namespace VoiceBus.Providers.Tests.Dify;

public sealed class DifyContract : ChatClientContract, IAsyncLifetime
{
    private readonly VendorRig _rig = new();
    private readonly DifyConversations _conversations = new();
    private FakeDify _server = null!;

    protected override string ProviderName => "vendor";

    protected override string Secret => "sk-wrong-key";

    public async Task InitializeAsync() => _server = await FakeDify.StartAsync();

    public async Task DisposeAsync()
    {
        _rig.Dispose();
        await _server.DisposeAsync();
    }

    protected override IChatClient Create() => Client(FakeDify.Key);

    protected override IChatClient CreateFailing() => Client(Secret);

    private DifyChatClient Client(string key) => new(ProviderName, new DifyOptions { Url = _server.Url, Key = key }, _rig.Http, _conversations);
}
