namespace VoiceBus.Core.Monitoring;

/// <summary>What a process does before it is ready, so that no device waits for it. Thread-safe.</summary>
public interface IWarmup
{
    /// <summary>Whether nobody has to wait for it: it has been, has failed, or is none.</summary>
    bool IsOver { get; }
}
