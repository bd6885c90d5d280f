namespace VoiceBus.Core.Memory;

/// <summary>
/// The memory of one session: what is known of its device, and where it is put what happens. Thread-safe; writing never
/// waits. Disposal says that nothing more will be written.
/// </summary>
public sealed class DeviceMemory : IDisposable
{
    private readonly ConversationMemoryStore _keeper;
    private readonly MemoryWriter _writer;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal DeviceMemory(string sessionId, string deviceId, ConversationMemoryStore keeper, MemoryWriter writer)
    {
        (SessionId, DeviceId, _keeper, _writer) = (sessionId, deviceId, keeper, writer);
        RecalledContext = Task.FromResult(Memory.RecalledContext.Empty);
    }

    /// <summary>The session.</summary>
    public string SessionId { get; }

    /// <summary>The device, in lower case.</summary>
    public string DeviceId { get; }

    /// <summary>What is known of the device; comes within the options' time, and never faults.</summary>
    public Task<RecalledContext> RecalledContext { get; private set; }

    /// <summary>Completes when the session has nothing more to write.</summary>
    internal Task Closed => _closed.Task;

    /// <summary>Remembers a turn.</summary>
    public void Remember(HistoryTurn turn)
    {
        if (_keeper.KeepsHistory)
            _writer.Post(new MemoryEntry.Turn(turn));
    }

    /// <summary>Remembers what is left of older turns.</summary>
    public void Remember(HistorySummary summary)
    {
        if (_keeper.KeepsHistory)
            _writer.Post(new MemoryEntry.Summary(DeviceId, summary));
    }

    /// <summary>Remembers the device's persona; null is the default.</summary>
    public void Remember(Persona? persona) => _writer.Post(new MemoryEntry.Assignment(DeviceId, persona?.Name));

    /// <summary>The personas there are. Throws what the store throws.</summary>
    public Task<IReadOnlyList<Persona>> ListPersonasAsync(CancellationToken cancellationToken) => _keeper.ListPersonasAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _keeper.Close(this);
        _closed.TrySetResult();
    }

    internal void Begin(Task<RecalledContext> recollection) => RecalledContext = recollection;
}
