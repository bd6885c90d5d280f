using System.Collections.Concurrent;
using System.Reflection;

namespace VoiceBus.Core.Diagnostics;

/// <summary>How an event is known in logs, whatever its class is called: a number of its own, and the area that can be quietened as a whole.</summary>
/// <param name="id">Unique over all events; never given to another one.</param>
/// <param name="area">Ends the log category: <c>VoiceBus.Calls</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class EventIdAttribute(int id, string area) : Attribute
{
    private static readonly EventIdAttribute _none = new(0, "Events");
    private static readonly ConcurrentDictionary<Type, EventIdAttribute> _known = new();

    /// <summary>The number.</summary>
    public int Id => id;

    /// <summary>The area.</summary>
    public string Area => area;

    /// <summary>What a type of events is known by; 0 and "Events" where its author says nothing.</summary>
    public static EventIdAttribute Of(Type type) => _known.GetOrAdd(type, static of => of.GetCustomAttribute<EventIdAttribute>() ?? _none);
}
