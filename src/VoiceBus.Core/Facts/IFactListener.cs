namespace VoiceBus.Core.Facts;

/// <summary>Hears every fact, one at a time and in order, off the path of any turn.</summary>
public interface IFactListener
{
    /// <summary>Hears a fact told at the given instant. Must not block; what it throws is logged and does no harm.</summary>
    void Hear(Fact fact, DateTimeOffset at);
}
