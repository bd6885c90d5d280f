using System.Reflection;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.EndToEnd.Tests.Architecture;

/// <summary>Whoever filters a log by numbers can rely on them.</summary>
public sealed class EventsTests
{
    private static readonly Type[] _events =
        [.. Product.Assemblies.SelectMany(static assembly => assembly.GetTypes()).Where(static type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(DiagnosticEvent)))];

    [Fact]
    public void Every_event_has_an_id_of_its_own()
    {
        _events.Length.ShouldBeGreaterThan(70);
        _events.Where(static type => type.GetCustomAttribute<EventIdAttribute>() is null).ShouldBeEmpty();
        _events.GroupBy(static type => EventIdAttribute.Of(type).Id).Where(static same => same.Count() > 1).SelectMany(static same => same).ShouldBeEmpty();
    }

    // Not all of them: that the numbers stay is what counts, and these stand for their areas.
    [Theory]
    [InlineData("AccessRefused", 1001, "Access")]
    [InlineData("SessionOpened", 2001, "Sessions")]
    [InlineData("TurnStarted", 3001, "Turns")]
    [InlineData("ProviderAttempted", 5101, "Providers")]
    [InlineData("BrokerLost", 11002, "Broker")]
    public void It_stays_when_others_come(string name, int id, string area)
    {
        var known = EventIdAttribute.Of(_events.Single(type => type.Name == name));
        (known.Id, known.Area).ShouldBe((id, area));
    }
}
