using System.Reflection;
using NetArchTest.Rules;
using VoiceBus.Core.Bus;
using VoiceBus.Device;
using VoiceBus.Protocol;
using VoiceBus.Providers.OpenAi;
using VoiceBus.RabbitMq;
using VoiceBus.Server;
using VoiceBus.Speech;
using VoiceBus.Storage;

namespace VoiceBus.EndToEnd.Tests.Architecture;

/// <summary>Who may know whom (ARCHITECTURE.md).</summary>
public sealed class ArrowsTests
{
    private static readonly Assembly _core = typeof(IEventBus).Assembly;

    [Theory]
    [InlineData(typeof(IEventBus), "VoiceBus.RabbitMq", "RabbitMQ", "VoiceBus.Storage", "Microsoft.Data.Sqlite", "Npgsql", "VoiceBus.Protocol", "VoiceBus.Speech", "VoiceBus.Providers", "VoiceBus.Server", "VoiceBus.Device", "Microsoft.AspNetCore", "System.Net.Http.HttpClient", "System.Net.WebSockets.WebSocket")]
    [InlineData(typeof(BinaryFraming), "VoiceBus.Core", "VoiceBus.Speech", "VoiceBus.Providers", "VoiceBus.Server", "VoiceBus.Device")]
    [InlineData(typeof(LocalSpeech), "VoiceBus.Protocol", "VoiceBus.Providers", "VoiceBus.Server", "VoiceBus.Device")]
    [InlineData(typeof(OpenAiCompatibleChat), "VoiceBus.Protocol", "VoiceBus.Speech", "VoiceBus.Server", "VoiceBus.Device")]
    [InlineData(typeof(RabbitMqEventBus), "VoiceBus.Protocol", "VoiceBus.Speech", "VoiceBus.Providers", "VoiceBus.Server", "VoiceBus.Device", "Microsoft.AspNetCore")]
    [InlineData(typeof(Database), "VoiceBus.Protocol", "VoiceBus.Speech", "VoiceBus.Providers", "VoiceBus.RabbitMq", "VoiceBus.Server", "VoiceBus.Device", "Microsoft.AspNetCore", "Microsoft.Extensions.AI")]
    [InlineData(typeof(DeviceClient), "VoiceBus.Core", "VoiceBus.Speech", "VoiceBus.Providers", "VoiceBus.RabbitMq", "VoiceBus.Server")]
    public void An_assembly_knows_only_what_its_arrows_allow(Type inside, params string[] forbidden)
    {
        foreach (var name in forbidden)
            Types.InAssembly(inside.Assembly).ShouldNot().HaveDependencyOn(name).GetResult().FailingTypeNames.ShouldBeNull($"knows {name}");
    }

    [Theory]
    [InlineData("Processes", "Audio", "Facts", "Bus", "Pools", "Services", "Monitoring", "Sessions", "Memory", "Conversations", "Listening", "Thinking", "Speaking")]
    [InlineData("Audio", "Bus", "Pools", "Services", "Facts", "Monitoring", "Sessions", "Memory", "Conversations", "Listening", "Thinking", "Speaking")]
    [InlineData("Concurrency", "Audio", "Bus", "Pools", "Services", "Monitoring", "Sessions", "Memory", "Conversations", "Listening", "Thinking", "Speaking")]
    [InlineData("Facts", "Concurrency", "Audio", "Bus", "Pools", "Services", "Monitoring", "Sessions", "Memory", "Conversations", "Listening", "Thinking", "Speaking")]
    [InlineData("Bus", "Audio", "Pools", "Services", "Monitoring", "Sessions", "Memory", "Conversations", "Listening", "Thinking", "Speaking")]
    [InlineData("Pools", "Audio", "Bus", "Services", "Monitoring", "Sessions", "Memory", "Conversations", "Listening", "Thinking", "Speaking")]
    [InlineData("Services", "Monitoring", "Sessions", "Memory", "Conversations", "Listening", "Thinking", "Speaking")]
    [InlineData("Monitoring", "Sessions", "Memory", "Conversations", "Listening", "Thinking", "Speaking")]
    [InlineData("Sessions", "Audio", "Bus", "Pools", "Services", "Monitoring", "Memory", "Conversations", "Listening", "Thinking", "Speaking")]
    [InlineData("Memory", "Audio", "Bus", "Pools", "Services", "Monitoring", "Sessions", "Conversations", "Listening", "Thinking", "Speaking")]
    [InlineData("Listening", "Memory", "Pools", "Monitoring", "Sessions", "Conversations", "Thinking", "Speaking")]
    [InlineData("Thinking", "Pools", "Monitoring", "Sessions", "Conversations", "Listening", "Speaking")]
    [InlineData("Speaking", "Memory", "Pools", "Monitoring", "Sessions", "Conversations", "Listening", "Thinking")]
    public void A_room_knows_only_the_rooms_below_it(string room, params string[] forbidden)
    {
        foreach (var other in forbidden)
        {
            var result = Types.InAssembly(_core).That().ResideInNamespace($"VoiceBus.Core.{room}")
                .ShouldNot().HaveDependencyOn($"VoiceBus.Core.{other}").GetResult();
            result.FailingTypeNames.ShouldBeNull($"{room} knows {other}");
        }
    }

    [Fact]
    public void The_transport_knows_no_ai()
    {
        foreach (var other in new[] { "VoiceBus.Core.Services", "VoiceBus.Core.Thinking", "VoiceBus.Core.Speaking", "VoiceBus.Providers", "VoiceBus.Speech", "Microsoft.Extensions.AI" })
        {
            var result = Types.InAssembly(typeof(VoiceBusServer).Assembly).That().ResideInNamespace("VoiceBus.Server.Transport")
                .ShouldNot().HaveDependencyOn(other).GetResult();
            result.FailingTypeNames.ShouldBeNull($"the transport knows {other}");
        }
    }
}
