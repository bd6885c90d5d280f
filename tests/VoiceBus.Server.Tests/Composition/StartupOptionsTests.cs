using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace VoiceBus.Server.Tests.Composition;

/// <summary>What is out of its bounds is refused at the start, by its name.</summary>
public sealed class StartupOptionsTests
{
    [Theory]
    [InlineData("VoiceBus:Conversation:InboxAudio", "0")]
    [InlineData("VoiceBus:Conversation:MaxAnnouncements", "-5")]
    [InlineData("VoiceBus:Conversation:Listening:EndSilence", "-00:00:01")]
    [InlineData("VoiceBus:Transport:Playback:BufferedPackets", "0")]
    [InlineData("VoiceBus:Transport:DrainTimeout", "-00:00:05")]
    [InlineData("VoiceBus:Vision:MaxConcurrent", "0")]
    [InlineData("VoiceBus:Memory:RetentionDays", "0")]
    [InlineData("VoiceBus:DeviceTools:MaxTools", "0")]
    [InlineData("VoiceBus:ToolServers:StartTimeout", "-00:00:01")]
    public void It_names_the_setting(string setting, string value)
    {
        var refused = Should.Throw<InvalidOperationException>(() => Start((setting, value)));
        refused.Message.ShouldContain($"{setting}: ");
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        var refused = Should.Throw<InvalidOperationException>(() => Start(("VoiceBus:Conversation:InboxAudio", "0"), ("VoiceBus:Vision:MaxConcurrent", "0")));
        refused.Message.ShouldContain("InboxAudio");
        refused.Message.ShouldContain("MaxConcurrent");
    }

    [Fact]
    public void What_nobody_sets_is_right() => Start();

    private static void Start(params (string Setting, string Value)[] given)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(given.Select(one => KeyValuePair.Create(one.Setting, (string?)one.Value))).Build();
        new ServiceCollection().AddVoiceBus(configuration).AddDeviceTools().AddToolServers();
    }
}
