using System.Reflection;
using System.Runtime.CompilerServices;
using NetArchTest.Rules;
using VoiceBus.Core.Bus;

namespace VoiceBus.EndToEnd.Tests.Architecture;

/// <summary>Who may know whom (ARCHITECTURE.md).</summary>
public sealed class ArrowsTests
{
    private static readonly Assembly _core = typeof(IEventBus).Assembly;

    private static readonly Dictionary<string, string[]> _mayKnow = new()
    {
        ["VoiceBus.Abstractions"] = [],
        ["VoiceBus.Audio"] = [],
        ["VoiceBus.Core"] = ["VoiceBus.Abstractions", "VoiceBus.Audio"],
        ["VoiceBus.Protocol"] = [],
        ["VoiceBus.Speech"] = ["VoiceBus.Abstractions", "VoiceBus.Core", "VoiceBus.Audio"],
        ["VoiceBus.Providers"] = ["VoiceBus.Abstractions", "VoiceBus.Audio", "VoiceBus.Core"],
        ["VoiceBus.Storage"] = ["VoiceBus.Abstractions", "VoiceBus.Core"],
        ["VoiceBus.RabbitMq"] = ["VoiceBus.Abstractions", "VoiceBus.Core"],
        ["VoiceBus.Gateway"] = ["VoiceBus.Abstractions", "VoiceBus.Core", "VoiceBus.Protocol"],
        ["VoiceBus.Management"] = ["VoiceBus.Abstractions", "VoiceBus.Core", "VoiceBus.Gateway"],
        ["VoiceBus.AspNetCore"] = ["VoiceBus.Abstractions", "VoiceBus.Protocol", "VoiceBus.Audio", "VoiceBus.Core", "VoiceBus.Gateway", "VoiceBus.Management"],
        ["VoiceBus.Server"] = ["VoiceBus.Abstractions", "VoiceBus.AspNetCore", "VoiceBus.Core", "VoiceBus.Protocol", "VoiceBus.Speech", "VoiceBus.Providers", "VoiceBus.Storage", "VoiceBus.RabbitMq", "VoiceBus.Gateway", "VoiceBus.Management"],
        ["voicebus-device"] = ["VoiceBus.Protocol", "VoiceBus.Audio"],
    };

    public static TheoryData<string> Assemblies => [.. Product.Assemblies.Select(static assembly => assembly.GetName().Name!)];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void An_assembly_knows_only_those_its_arrows_lead_to(string assembly) =>
        Product.Find(assembly).GetReferencedAssemblies().Select(static known => known.Name!)
            .Where(static name => name.StartsWith("VoiceBus.", StringComparison.Ordinal)).Except(_mayKnow[assembly]).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void An_assembly_shows_its_internals_to_no_other_that_is_shipped(string assembly) =>
        Product.Find(assembly).GetCustomAttributes<InternalsVisibleToAttribute>().Select(static friend => friend.AssemblyName.Split(',')[0])
            .Intersect(Product.Assemblies.Select(static shipped => shipped.GetName().Name!)).ShouldBeEmpty();

    [Theory]
    [InlineData("VoiceBus.Core", "RabbitMQ", "Microsoft.Data.Sqlite", "Npgsql", "Microsoft.AspNetCore", "System.Net.Http.HttpClient", "System.Net.WebSockets.WebSocket")]
    [InlineData("VoiceBus.Speech", "Microsoft.AspNetCore")]
    [InlineData("VoiceBus.RabbitMq", "Microsoft.AspNetCore")]
    [InlineData("VoiceBus.Storage", "Microsoft.AspNetCore", "Microsoft.Extensions.AI")]
    public void An_assembly_knows_no_library_of_anothers_task(string assembly, params string[] forbidden)
    {
        foreach (var name in forbidden)
            Types.InAssembly(Product.Find(assembly)).ShouldNot().HaveDependencyOn(name).GetResult().FailingTypeNames.ShouldBeNull($"knows {name}");
    }

    [Theory]
    [InlineData("Processes", "Audio", "Diagnostics", "Bus", "Pools", "Services", "Monitoring", "Sessions", "Memory", "Conversations", "Listening", "Thinking", "Speaking")]
    [InlineData("Files", "Concurrency", "Processes", "Audio", "Bus", "Pools", "Services", "Diagnostics", "Monitoring", "Sessions", "Memory", "Conversations", "Listening", "Thinking", "Speaking", "Devices", "Cluster")]
    [InlineData("Cluster", "Concurrency", "Processes", "Audio", "Bus", "Pools", "Services", "Diagnostics", "Monitoring", "Sessions", "Memory", "Conversations", "Listening", "Thinking", "Speaking", "Devices")]
    [InlineData("Devices", "Concurrency", "Processes", "Audio", "Bus", "Pools", "Services", "Diagnostics", "Monitoring", "Sessions", "Conversations", "Listening", "Thinking", "Speaking", "Cluster")]
    [InlineData("Audio", "Bus", "Pools", "Services", "Diagnostics", "Monitoring", "Sessions", "Memory", "Conversations", "Listening", "Thinking", "Speaking")]
    [InlineData("Concurrency", "Audio", "Bus", "Pools", "Services", "Monitoring", "Sessions", "Memory", "Conversations", "Listening", "Thinking", "Speaking")]
    [InlineData("Diagnostics", "Concurrency", "Audio", "Bus", "Pools", "Services", "Monitoring", "Sessions", "Memory", "Conversations", "Listening", "Thinking", "Speaking")]
    [InlineData("Bus", "Audio", "Pools", "Services", "Monitoring", "Sessions", "Memory", "Conversations", "Listening", "Thinking", "Speaking")]
    [InlineData("Pools", "Audio", "Bus", "Services", "Monitoring", "Sessions", "Memory", "Conversations", "Listening", "Thinking", "Speaking")]
    [InlineData("ReplyText", "Concurrency", "Processes", "Audio", "Bus", "Pools", "Services", "Diagnostics", "Monitoring", "Sessions", "Memory", "Conversations", "Listening", "Thinking", "Speaking", "Devices", "Cluster")]
    [InlineData("Services", "Monitoring", "Sessions", "Memory", "Conversations", "Listening", "Thinking", "Speaking")]
    [InlineData("Monitoring", "Sessions", "Memory", "Conversations", "Listening", "Thinking", "Speaking")]
    [InlineData("Sessions", "Audio", "Bus", "Pools", "Services", "Monitoring", "Memory", "Conversations", "Listening", "Thinking", "Speaking")]
    [InlineData("Memory", "Audio", "Bus", "Pools", "Services", "Monitoring", "Sessions", "Conversations", "Listening", "Thinking", "Speaking")]
    [InlineData("Listening", "Memory", "Pools", "Monitoring", "Sessions", "Conversations", "Thinking", "Speaking")]
    [InlineData("Thinking", "Pools", "Monitoring", "Sessions", "Conversations", "Listening", "Speaking")]
    [InlineData("Speaking", "Audio", "Bus", "Services", "Memory", "Pools", "Monitoring", "Sessions", "Conversations", "Listening", "Thinking")]
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
            var transport = Types.InAssembly(Product.Find("VoiceBus.Gateway")).That().ResideInNamespace("VoiceBus.Gateway.Transport");
            transport.GetTypes().ShouldNotBeEmpty();
            transport.ShouldNot().HaveDependencyOn(other).GetResult().FailingTypeNames.ShouldBeNull($"the transport knows {other}");
        }
    }
}
