using VoiceBus.Core.Conversations;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Management.Configuration;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Server.Tests.Configuration;

/// <summary>The live configuration is there as .NET's live options are.</summary>
public sealed class GatewayConfigurationMonitorTests
{
    private readonly RecordedEvents _events = new();
    private readonly GatewayConfigurationSnapshot _state = new(new PersistedConfiguration(Documents.Plain, []), new ConversationOptions());

    [Fact]
    public void Who_listens_hears_of_a_change_when_it_can_be_read_until_it_listens_no_more()
    {
        var monitor = new GatewayConfigurationMonitor(_state, _events);
        var heard = new List<string>();
        using var other = monitor.OnChange((_, _) => throw new InvalidOperationException("not mine to end"));
        var listening = monitor.OnChange((document, _) => heard.Add($"{document.Version} {monitor.CurrentValue.Version}"));

        _state.Publish(new PersistedConfiguration(Documents.Plain with { Version = 2 }, []));
        listening.Dispose();
        listening.Dispose();
        _state.Publish(new PersistedConfiguration(Documents.Plain with { Version = 3 }, []));

        heard.ShouldBe(["2 2"]);
        monitor.Get("anything").Version.ShouldBe(3);
        _events.Of<DefectCaught>().Count.ShouldBe(2);
    }
}
