using VoiceBus.Core.Memory;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Core.Tests.Memory;

/// <summary>A keeper and its writer over stores in memory, on virtual time.</summary>
internal sealed class MemoryRig : IAsyncDisposable
{
    private readonly MemoryOptions _options;

    public MemoryRig(MemoryOptions? options = null)
    {
        _options = options ?? new MemoryOptions();
        Writer = new MemoryWriter(History, Personas, _options, Events, Time);
        Keeper = new ConversationMemoryStore(History, Personas, Personas, Writer, _options, Events, Time);
    }

    public Testing.Bus.CountingClock Time { get; } = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    public RecordedEvents Events { get; } = new();

    public FakeHistory History { get; } = new();

    public FakePersonas Personas { get; } = new();

    public MemoryWriter Writer { get; }

    public ConversationMemoryStore Keeper { get; }

    public HistoryTurn Turn(string id, int minutesAgo = 0, string user = "Hello?", string played = "Hello.") => new()
    {
        Id = id,
        DeviceId = "device",
        SessionId = "session",
        At = Time.GetUtcNow().AddMinutes(-minutesAgo),
        UserText = user,
        PlayedText = played,
        Ending = "completed",
    };

    public void Post(string id) => Writer.Post(new MemoryEntry.Turn(Turn(id)));

    public async ValueTask DisposeAsync() => await Writer.DisposeAsync();
}
