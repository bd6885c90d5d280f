using VoiceBus.Core.Bus;
using VoiceBus.RabbitMq.Wire;

namespace VoiceBus.RabbitMq.Streams;

/// <summary>How the items of a stream are written; one for all streams of its kind in a call's direction.</summary>
/// <param name="Kind">The kind of their sections.</param>
/// <param name="Write">Writes an item.</param>
/// <param name="Release">Gives a written or refused item back; null when there is nothing to give back.</param>
/// <param name="Refuse">What a writer is told after the end; null to say nothing.</param>
/// <param name="IsUrgent">Whether an item must not be gathered.</param>
/// <param name="GatheredItems">Fewer than this wait for more.</param>
internal sealed record OutShape<T>(
    SectionKind Kind,
    Action<PooledBuffer, T> Write,
    Action<T>? Release,
    Func<StreamWrite, Exception?> Refuse,
    Func<T, bool> IsUrgent,
    int GatheredItems);

/// <summary>What is left in a stream after taking.</summary>
internal enum OutLeft
{
    /// <summary>More that may leave now.</summary>
    More,

    /// <summary>Nothing that may leave now.</summary>
    Later,

    /// <summary>Nothing any more: the stream was completed and all of it has left.</summary>
    Nothing,
}
