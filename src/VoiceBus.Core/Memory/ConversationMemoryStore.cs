using System.Collections.Concurrent;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Core.Memory;

/// <summary>What this process remembers of devices: makes the memory of each session. Thread-safe.</summary>
public sealed class ConversationMemoryStore(
    IHistoryStore history, IPersonaStore personas, IDevicePersonas devices, MemoryWriter writer, MemoryOptions options, IEventSink events, TimeProvider time)
{
    // More than any context holds: what is beyond is old.
    private const int MaxRead = 200;

    // Characters of a text that are recalled: what was kept before texts were limited may be of any length.
    private const int MaxText = 8000;

    private readonly ExceptionGuard _guard = new(events, "memory");
    private readonly ConcurrentDictionary<string, DeviceMemory> _open = new(StringComparer.Ordinal);

    /// <summary>Turns that ended longer ago do not belong to the conversation any more.</summary>
    public TimeSpan ContextAge => options.ContextAge;

    /// <summary>Tokens of a context.</summary>
    public int ContextTokens => options.ContextTokens;

    /// <summary>Begins to recall what is known of a device; returns at once.</summary>
    public DeviceMemory Open(string sessionId, string deviceId)
    {
        var id = deviceId.ToLowerInvariant();
        var memory = new DeviceMemory(sessionId, id, this, writer);
        DeviceMemory? before = null;
        _open.AddOrUpdate(id, memory, (_, present) =>
        {
            before = present;
            return memory;
        });
        memory.Begin(RecallAsync(memory, before?.Closed ?? Task.CompletedTask));
        return memory;
    }

    /// <summary>The personas there are.</summary>
    internal Task<IReadOnlyList<Persona>> ListPersonasAsync(CancellationToken cancellationToken) => personas.ListAsync(cancellationToken);

    /// <summary>Whether what is said is kept.</summary>
    internal bool KeepsHistory => options.History == HistorySwitch.On;

    internal void Close(DeviceMemory memory) => _open.TryRemove(KeyValuePair.Create(memory.DeviceId, memory));

    private async Task<RecalledContext> RecallAsync(DeviceMemory memory, Task before)
    {
        var from = time.GetTimestamp();
        using var deadline = new DeadlineSource(options.LoadTimeout, time, _guard);
        // A driver may block although it was asked not to: off this thread the deadline holds all the same.
        var reading = BackgroundTask.Start(() => TryReadAsync(memory.DeviceId, before, deadline.Token));
        var late = reading.WaitAsync(deadline.Token);
        await ((Task)late).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var (recollection, error) = late.IsCompletedSuccessfully ? await late : (null, null);
        if (recollection is null)
        {
            events.Emit(new MemoryNotRecalled(memory.SessionId, memory.DeviceId, error ?? "the database takes too long"));
            return RecalledContext.Empty;
        }

        events.Emit(new MemoryRecalled(
            memory.SessionId, memory.DeviceId, recollection.Turns.Count,
            recollection.Persona?.Name ?? Persona.DefaultName, time.GetElapsedTime(from)));
        return recollection;
    }

    private async Task<(RecalledContext? RecalledContext, string? Error)> TryReadAsync(string deviceId, Task before, CancellationToken cancellationToken)
    {
        try
        {
            await SettleAsync(before, cancellationToken);
            return (await ReadAsync(deviceId, cancellationToken), null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return (null, null);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Whatever a driver throws: a session without a past is better than none.
            return (null, failure.Message);
        }
    }

    // The device's last session may still be ending, and its last turn on its way to the database: worth half the time there is.
    private async Task SettleAsync(Task before, CancellationToken cancellationToken)
    {
        using var timeout = new DeadlineSource(options.LoadTimeout / 2, time, _guard);
        await before.WaitAsync(timeout.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await writer.DrainAsync(timeout.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static HistoryTurn Clip(HistoryTurn turn) => turn.UserText.Length <= MaxText && turn.PlayedText.Length <= MaxText
        ? turn : turn with { UserText = Clip(turn.UserText), PlayedText = Clip(turn.PlayedText) };

    private static string Clip(string text)
    {
        var rest = text.AsSpan();
        return text.Length <= MaxText ? text : $"{TextPieces.Next(ref rest, MaxText)}…";
    }

    private async Task<RecalledContext> ReadAsync(string deviceId, CancellationToken cancellationToken)
    {
        var name = await devices.FindAsync(deviceId, cancellationToken);
        var all = await personas.ListAsync(cancellationToken);
        var recollection = new RecalledContext { HasPersonas = all.Count > 0, Persona = all.FirstOrDefault(persona => persona.Name == name) };
        if (!KeepsHistory)
            return recollection;
        var turns = (await history.ReadAsync(deviceId, MaxRead, cancellationToken)).Select(Clip).ToArray();
        var summary = await history.ReadSummaryAsync(deviceId, cancellationToken);
        var since = time.GetUtcNow() - options.ContextAge;
        return recollection with
        {
            Summary = summary,
            Turns = [.. turns.Where(turn => turn.At >= since && !(turn.At <= summary?.Until))],
            Faded = [.. turns.Where(turn => turn.At < since && !(turn.At <= summary?.Until))],
        };
    }
}
