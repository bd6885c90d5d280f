using System.Text.Json;
using VoiceBus.Testing.Vendors.DashScope;
using VoiceBus.Testing.Vendors.WebSockets;

namespace VoiceBus.Testing.Vendors.Qwen;

/// <summary>One session of the stand-in.</summary>
internal abstract class QwenTalk(StandInSocket socket, Func<DashScopeScript> script, DashScopeCall call)
{
    private readonly HashSet<string> _ids = [];
    private int _events;

    protected StandInSocket Socket => socket;

    protected DashScopeScript Script => script();

    protected DashScopeCall Call => call;

    public async Task RunAsync()
    {
        try
        {
            await SendAsync("session.created", ("session", new { id = "sess_1", @object = "realtime.session" }));
            while (await socket.ReceiveAsync() is { } message)
            {
                if (!await ObeyAsync(Checked(message)))
                    return;
            }
        }
        catch (DashScopeRefusal refusal)
        {
            await SendAsync("error", ("error", new { type = "invalid_request_error", code = refusal.Code, message = refusal.Message }));
            await socket.Gone;
        }
    }

    /// <returns>False when the session is over.</returns>
    protected abstract Task<bool> ObeyAsync(JsonElement message);

    protected static void Require(JsonShape shape, JsonElement message)
    {
        if (shape.Check(message) is { } wrong)
            throw new DashScopeRefusal("invalid_value", wrong);
    }

    protected Task SendAsync(string type, params (string Name, object? Value)[] members)
    {
        var message = new Dictionary<string, object?> { ["event_id"] = $"event_of_server_{++_events}", ["type"] = type };
        foreach (var (name, value) in members)
            message[name] = value;
        return socket.SendJsonAsync(message);
    }

    /// <returns>Null when nothing goes wrong; false when the session is over.</returns>
    protected async Task<bool?> GoesWrongAsync()
    {
        switch (Script.Day)
        {
            case DashScopeDay.FailsWithin:
                throw new DashScopeRefusal(Script.Code, Script.Message);
            case DashScopeDay.Cut:
                socket.Abort();
                return false;
            case DashScopeDay.Close:
                await socket.CloseAsync(1011, "restarting");
                return false;
            case DashScopeDay.Garbage:
                await socket.SendAsync("{\"type\":");
                return true;
            case DashScopeDay.New:
                await SendAsync("conversation.item.mood", ("mood", 1));
                await SendAsync("session.warmed", ("delta", "AAAA"));
                return null;
            default:
                return null;
        }
    }

    private JsonElement Checked(StandInMessage message)
    {
        if (!message.IsText)
            throw new DashScopeRefusal("invalid_value", "text messages only");
        var json = message.Json;
        if (!json.TryGetProperty("event_id", out var id) || id.ValueKind != JsonValueKind.String || !_ids.Add(id.GetString()!))
            throw new DashScopeRefusal("invalid_value", "event_id must be new");
        return json;
    }
}
