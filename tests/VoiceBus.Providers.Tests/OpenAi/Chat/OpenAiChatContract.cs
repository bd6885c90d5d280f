using Microsoft.Extensions.AI;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Providers.OpenAi;
using VoiceBus.Providers.OpenAi.Chat;
using VoiceBus.Testing;
using VoiceBus.Testing.Vendors;

namespace VoiceBus.Providers.Tests.OpenAi.Chat;

public sealed class OpenAiChatContract : ChatClientContract, IAsyncLifetime
{
    private readonly OpenAiCompatibleChat _vendors = new(TimeProvider.System, NullEventSink.Instance);
    private FakeOpenAiServer _server = null!;

    protected override string ProviderName => "vendor";

    protected override string Secret => "sk-wrong-key";

    public async Task InitializeAsync() => _server = await FakeOpenAiServer.StartAsync();

    public async Task DisposeAsync()
    {
        _vendors.Dispose();
        await _server.DisposeAsync();
    }

    protected override IChatClient Create() => _vendors.Create(ProviderName, new OpenAiCompatibleOptions { Url = _server.Url, Model = "m" });

    // Vendors quote the key they refuse.
    protected override IChatClient CreateFailing()
    {
        _server.Script(VendorReply.Status(401, $$$"""{"error":{"message":"Incorrect API key provided: {{{Secret}}}.","code":"invalid_api_key"}}"""));
        return _vendors.Create(ProviderName, new OpenAiCompatibleOptions { Url = _server.Url, Model = "m", Key = Secret });
    }
}
