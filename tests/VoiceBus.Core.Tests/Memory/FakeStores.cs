using System.Collections.Concurrent;
using VoiceBus.Core.Memory;

namespace VoiceBus.Core.Tests.Memory;

/// <summary>A history in a list, which a test may hold, break or read.</summary>
internal sealed class FakeHistory : IHistoryStore
{
    private readonly Lock _gate = new();
    private readonly List<HistoryTurn> _turns = [];
    private HistorySummary? _summary;

    /// <summary>Every write waits for this; null for none.</summary>
    public TaskCompletionSource? WriteGate { get; set; }

    /// <summary>Every read waits for this; null for none.</summary>
    public TaskCompletionSource? ReadGate { get; set; }

    /// <summary>Writes fail so many times.</summary>
    public int Failures { get; set; }

    /// <summary>Reads fail.</summary>
    public bool IsBroken { get; set; }

    /// <summary>Devices whose turns were read.</summary>
    public ConcurrentQueue<string> Reads { get; } = new();

    /// <summary>Sizes of the steps in which turns came.</summary>
    public ConcurrentQueue<int> Steps { get; } = new();

    public HistoryTurn[] Turns
    {
        get
        {
            lock (_gate)
                return [.. _turns];
        }
    }

    public async Task AppendAsync(IReadOnlyList<HistoryTurn> turns, CancellationToken cancellationToken)
    {
        await WriteAsync(cancellationToken);
        Steps.Enqueue(turns.Count);
        lock (_gate)
            _turns.AddRange(turns);
    }

    public async Task<IReadOnlyList<HistoryTurn>> ReadAsync(string deviceId, int max, CancellationToken cancellationToken)
    {
        Reads.Enqueue(deviceId);
        if (ReadGate is { } gate)
            await gate.Task.WaitAsync(cancellationToken);
        if (IsBroken)
            throw new IOException("scripted: no database");
        return [.. Turns.Where(turn => turn.DeviceId == deviceId).TakeLast(max)];
    }

    public Task<HistorySummary?> ReadSummaryAsync(string deviceId, CancellationToken cancellationToken) => Task.FromResult(_summary);

    public async Task WriteSummaryAsync(string deviceId, HistorySummary summary, CancellationToken cancellationToken)
    {
        await WriteAsync(cancellationToken);
        _summary = summary;
    }

    public async Task<int> EraseAsync(string deviceId, CancellationToken cancellationToken)
    {
        await WriteAsync(cancellationToken);
        lock (_gate)
            return _turns.RemoveAll(turn => turn.DeviceId == deviceId);
    }

    public Task<int> PruneAsync(DateTimeOffset before, int maxPerDevice, CancellationToken cancellationToken) => Task.FromResult(0);

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (WriteGate is { } gate)
            await gate.Task.WaitAsync(cancellationToken);
        if (Failures-- > 0)
            throw new IOException("scripted: no database");
    }
}

/// <summary>Personas and who has which.</summary>
internal sealed class FakePersonas : IPersonaStore, IDevicePersonas
{
    private readonly ConcurrentDictionary<string, string?> _assigned = new();

    public List<Persona> Personas { get; } = [];

    public Task<IReadOnlyList<Persona>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Persona>>([.. Personas]);

    public Task<Persona?> FindAsync(string name, CancellationToken cancellationToken) => Task.FromResult(Personas.Find(persona => persona.Name == name));

    public Task<bool> PutAsync(Persona persona, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> RemoveAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public string? Of(string deviceId) => _assigned.GetValueOrDefault(deviceId);

    ValueTask<string?> IDevicePersonas.FindAsync(string deviceId, CancellationToken cancellationToken) => new(Of(deviceId));

    public ValueTask AssignAsync(string deviceId, string? persona, CancellationToken cancellationToken)
    {
        _assigned[deviceId] = persona;
        return ValueTask.CompletedTask;
    }
}
