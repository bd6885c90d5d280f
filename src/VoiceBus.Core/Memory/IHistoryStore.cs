namespace VoiceBus.Core.Memory;

/// <summary>Where dialogue is kept, by device. Thread-safe; device ids are in lower case. Throws what its driver throws.</summary>
public interface IHistoryStore
{
    /// <summary>Keeps turns in one step; a turn that is kept already stays as it is.</summary>
    Task AppendAsync(IReadOnlyList<HistoryTurn> turns, CancellationToken cancellationToken);

    /// <summary>The newest turns of a device, oldest first.</summary>
    /// <param name="deviceId">The device.</param>
    /// <param name="max">Turns at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<HistoryTurn>> ReadAsync(string deviceId, int max, CancellationToken cancellationToken);

    /// <summary>The summary of a device's older turns, or null.</summary>
    Task<HistorySummary?> ReadSummaryAsync(string deviceId, CancellationToken cancellationToken);

    /// <summary>Replaces the summary of a device's older turns.</summary>
    Task WriteSummaryAsync(string deviceId, HistorySummary summary, CancellationToken cancellationToken);

    /// <summary>Deletes everything about what was said with a device.</summary>
    /// <returns>Turns deleted.</returns>
    Task<int> EraseAsync(string deviceId, CancellationToken cancellationToken);

    /// <summary>Deletes what is older than the given time, and of each device the oldest turns beyond the given number.</summary>
    /// <param name="before">UTC.</param>
    /// <param name="maxPerDevice">Turns a device may have.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Turns deleted; 0 as well when another node is at it just now.</returns>
    Task<int> PruneAsync(DateTimeOffset before, int maxPerDevice, CancellationToken cancellationToken);
}
