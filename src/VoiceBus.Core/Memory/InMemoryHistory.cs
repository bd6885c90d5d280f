namespace VoiceBus.Core.Memory;

/// <summary>Dialogue of a process that keeps nothing, bounded by <see cref="MemoryOptions.MaxTurns"/> a device when it is pruned. Thread-safe.</summary>
public sealed class InMemoryHistory : IHistoryStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<HistoryTurn>> _turns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HistorySummary> _summaries = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task AppendAsync(IReadOnlyList<HistoryTurn> turns, CancellationToken cancellationToken)
    {
        lock (_gate)
            foreach (var turn in turns)
            {
                if (!_turns.TryGetValue(turn.DeviceId, out var kept))
                    _turns[turn.DeviceId] = kept = [];
                if (!kept.Exists(known => known.Id == turn.Id))
                    kept.Add(turn);
            }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<HistoryTurn>> ReadAsync(string deviceId, int max, CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult<IReadOnlyList<HistoryTurn>>(
                [.. _turns.GetValueOrDefault(deviceId, []).OrderBy(static turn => turn.At).ThenBy(static turn => turn.Id, StringComparer.Ordinal).TakeLast(max)]);
    }

    /// <inheritdoc/>
    public Task<HistorySummary?> ReadSummaryAsync(string deviceId, CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult(_summaries.GetValueOrDefault(deviceId));
    }

    /// <inheritdoc/>
    public Task WriteSummaryAsync(string deviceId, HistorySummary summary, CancellationToken cancellationToken)
    {
        lock (_gate)
            _summaries[deviceId] = summary;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<int> EraseAsync(string deviceId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _summaries.Remove(deviceId);
            return Task.FromResult(_turns.Remove(deviceId, out var turns) ? turns.Count : 0);
        }
    }

    /// <inheritdoc/>
    public Task<int> PruneAsync(DateTimeOffset before, int maxPerDevice, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var deleted = 0;
            foreach (var (device, turns) in _turns.ToArray())
            {
                deleted += turns.RemoveAll(turn => turn.At < before);
                turns.Sort(static (one, other) => one.At.CompareTo(other.At));
                var excess = Math.Max(0, turns.Count - maxPerDevice);
                turns.RemoveRange(0, excess);
                deleted += excess;
                if (turns.Count == 0)
                    _turns.Remove(device);
            }

            foreach (var old in _summaries.Where(summary => summary.Value.Until < before).ToArray())
                _summaries.Remove(old.Key);
            return Task.FromResult(deleted);
        }
    }
}
