using System.Buffers;
using System.Text.Json;
using VoiceBus.Providers.Connections;

namespace VoiceBus.Providers.DashScope;

/// <summary>
/// A task on a connection: one after the other, each with an id of its own; the next may begin once the one before is finished, and
/// after one that failed the connection is dead. One sender and one receiver, which may be two threads.
/// </summary>
internal sealed class DashScopeTask
{
    private readonly VendorSocket _socket;
    private readonly DashScopeErrors _errors;
    private readonly string _id;

    /// <summary>A task that has not begun.</summary>
    public DashScopeTask(VendorSocket socket, DashScopeErrors errors, TimeProvider time)
    {
        (_socket, _errors) = (socket, errors);
        _id = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
    }

    /// <summary>Begins it; what is sent before the vendor has begun is refused.</summary>
    /// <param name="payload">Writes the members of the payload but <c>task_group</c> and <c>input</c>.</param>
    /// <param name="timeout">How long the vendor may take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RunAsync(Action<Utf8JsonWriter> payload, TimeSpan timeout, CancellationToken cancellationToken)
    {
        await SendAsync("run-task", json =>
        {
            json.WriteString("task_group", "audio");
            payload(json);
            json.WriteStartObject("input");
            json.WriteEndObject();
        }, cancellationToken);
        while (true)
        {
            using var message = await _socket.ReceiveAsync(timeout, cancellationToken);
            if (Read(message) == DashScopeEvent.Started)
                return;
        }
    }

    /// <summary>Gives text to a synthesis.</summary>
    public Task ContinueAsync(string text, CancellationToken cancellationToken) => SendAsync("continue-task", json =>
    {
        json.WriteStartObject("input");
        json.WriteString("text", text);
        json.WriteEndObject();
    }, cancellationToken);

    /// <summary>Says that nothing more is given; the rest comes, and then the end.</summary>
    public Task FinishAsync(CancellationToken cancellationToken) => SendAsync("finish-task", static json =>
    {
        json.WriteStartObject("input");
        json.WriteEndObject();
    }, cancellationToken);

    /// <summary>What a message is to this task. What a task before it left behind is nothing.</summary>
    /// <param name="message">From the connection.</param>
    /// <param name="result">Reads the payload's <c>output</c> of a result; null: results are of no interest.</param>
    /// <exception cref="ProviderException">The task failed, the connection was closed, or it is none of the protocol.</exception>
    public DashScopeEvent Read(VendorMessage message, Action<JsonElement>? result = null)
    {
        if (message.IsClose)
            throw _socket.ClosedFailure();
        if (!message.IsText)
            return DashScopeEvent.Audio;
        try
        {
            using var json = JsonDocument.Parse(message.Bytes);
            return Read(json.RootElement, result);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw _errors.Malformed("an event that is no JSON object", e);
        }
    }

    private DashScopeEvent Read(JsonElement root, Action<JsonElement>? result)
    {
        if (!root.TryGetProperty("header", out var header) || header.ValueKind != JsonValueKind.Object)
            throw _errors.Malformed("an event without a header");
        var name = Text(header, "event");
        var isOurs = Text(header, "task_id") is not { } id || id == _id;
        switch (name)
        {
            case "task-failed" when DashScopeErrors.IsSilence(Text(header, "error_code"), Text(header, "error_message")):
                return DashScopeEvent.Silence;
            case "task-failed":
                throw _errors.Failed(Text(header, "error_code"), Text(header, "error_message"));
            case "task-started" when isOurs:
                return DashScopeEvent.Started;
            case "task-finished" when isOurs:
                return DashScopeEvent.Finished;
            case "result-generated" when isOurs && root.TryGetProperty("payload", out var payload) && payload.ValueKind == JsonValueKind.Object
                && payload.TryGetProperty("output", out var output) && output.ValueKind == JsonValueKind.Object:
                result?.Invoke(output);
                return DashScopeEvent.Result;
            default:
                return DashScopeEvent.Other;
        }
    }

    private async Task SendAsync(string action, Action<Utf8JsonWriter> payload, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("header");
            json.WriteString("action", action);
            json.WriteString("task_id", _id);
            json.WriteString("streaming", "duplex");
            json.WriteEndObject();
            json.WriteStartObject("payload");
            payload(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        await _socket.SendTextAsync(buffer.WrittenMemory, cancellationToken);
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>What a message is to a task.</summary>
internal enum DashScopeEvent
{
    /// <summary>Nothing that is of interest.</summary>
    Other,

    /// <summary>It has begun.</summary>
    Started,

    /// <summary>A result.</summary>
    Result,

    /// <summary>Audio: the whole message.</summary>
    Audio,

    /// <summary>It failed because nobody spoke; the connection is dead.</summary>
    Silence,

    /// <summary>It is over.</summary>
    Finished,
}
