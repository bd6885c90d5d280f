namespace VoiceBus.Core.Facts;

/// <summary>Where facts are told. Thread-safe; never waits and never throws.</summary>
public interface IFactTeller
{
    /// <summary>Tells a fact.</summary>
    void Tell(Fact fact);
}
