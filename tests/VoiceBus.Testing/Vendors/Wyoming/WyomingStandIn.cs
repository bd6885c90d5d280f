using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace VoiceBus.Testing.Vendors.Wyoming;

/// <summary>
/// Stands in for a Wyoming service that recognises and speaks. Strict about order, members and their kinds. Made after
/// OHF-Voice/wyoming 22f8dea4 (README and library), rhasspy/wyoming-faster-whisper and rhasspy/wyoming-piper.
/// </summary>
public sealed class WyomingStandIn : IAsyncDisposable
{
    private static readonly Dictionary<string, (string Name, JsonValueKind Kind, bool Required)[]> _members = new()
    {
        ["transcribe"] = [("name", JsonValueKind.String, false), ("language", JsonValueKind.String, false), ("transcript_names", JsonValueKind.Array, false)],
        ["audio-start"] = [("rate", JsonValueKind.Number, true), ("width", JsonValueKind.Number, true), ("channels", JsonValueKind.Number, true)],
        ["audio-chunk"] = [("rate", JsonValueKind.Number, true), ("width", JsonValueKind.Number, true), ("channels", JsonValueKind.Number, true)],
        ["audio-stop"] = [],
        ["synthesize"] = [("text", JsonValueKind.String, true), ("voice", JsonValueKind.Object, false)],
    };

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<WyomingMessage> _asked = new();
    private readonly ConcurrentBag<TcpClient> _clients = [];
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _accepting = Task.CompletedTask;
    private int _connections;

    private WyomingStandIn()
    {
    }

    /// <summary>Where it listens.</summary>
    public Uri Url => new($"tcp://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>What a service would not have understood.</summary>
    public IReadOnlyList<string> Complaints => [.. _complaints];

    /// <summary>What it was asked, audio left out.</summary>
    public IReadOnlyList<WyomingMessage> Asked => [.. _asked];

    /// <summary>Connections made.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Milliseconds of audio heard.</summary>
    public int Heard { get; private set; }

    /// <summary>What it understands.</summary>
    public string Transcript { get; set; } = "Turn on the light.";

    /// <summary>Whether it tells pieces of a transcript, as services that stream do.</summary>
    public bool Streams { get; set; }

    /// <summary>Whether it closes after each answer, as faster-whisper does.</summary>
    public bool ClosesAfter { get; set; }

    /// <summary>Whether its data stand in the line.</summary>
    public bool Inline { get; set; }

    /// <summary>What goes wrong: hang, hang-within, cut, cut-within, malformed, no-json, error, empty, long, chatty, wide; null: nothing.</summary>
    public string? Trouble { get; set; }

    /// <summary>Samples per second of its voice, Hz.</summary>
    public int Rate { get; set; } = 22_050;

    /// <summary>Channels of its voice.</summary>
    public int Channels { get; set; } = 1;

    /// <summary>Completes when it may answer; null: at once.</summary>
    public Task? Gate { get; set; }

    /// <summary>Completes when a client has gone.</summary>
    public Task Gone => _gone.Task;

    /// <summary>Completes when it was told the end of an utterance.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Starts one.</summary>
    public static WyomingStandIn Start()
    {
        var standIn = new WyomingStandIn();
        standIn._listener.Start();
        standIn._accepting = standIn.AcceptAsync();
        return standIn;
    }

    /// <summary>Drops all connections.</summary>
    public void Drop()
    {
        foreach (var client in _clients)
            client.Close();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Drop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                client.NoDelay = true;
                _clients.Add(client);
                serving.Add(ServeAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                var stream = client.GetStream();
                var expected = "transcribe synthesize";
                while (await WyomingMessage.ReadAsync(stream) is { } message)
                {
                    Check(message, expected);
                    expected = message.Type switch
                    {
                        "transcribe" => "audio-start",
                        "audio-start" or "audio-chunk" => "audio-chunk audio-stop",
                        _ => "transcribe synthesize",
                    };
                    if (message.Type == "audio-chunk")
                        Heard += message.Payload.Length / 32;
                    if (message.Type is not ("audio-stop" or "synthesize"))
                        continue;
                    _ended.TrySetResult();
                    if (Gate is { } gate)
                        await gate.WaitAsync(_stop.Token);
                    if (Trouble != "hang")
                        await (message.Type == "synthesize" ? SpeakAsync(client, stream, message) : TranscribeAsync(client, stream));
                    if (ClosesAfter)
                        break;
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The client, or the test, went.
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or InvalidOperationException or NullReferenceException or FormatException)
        {
            _complaints.Enqueue(e.Message);
        }

        _gone.TrySetResult();
    }

    private void Check(WyomingMessage message, string expected)
    {
        if (message.Type != "audio-chunk")
            _asked.Enqueue(message);
        if (!expected.Split(' ').Contains(message.Type))
            _complaints.Enqueue($"{message.Type} where {expected} should be");
        if (!_members.TryGetValue(message.Type, out var members))
            return;
        foreach (var (name, value) in message.Data)
            if (!members.Any(member => member.Name == name && member.Kind == value?.GetValueKind()))
                _complaints.Enqueue($"{message.Type} with {name}: {value}");
        foreach (var member in members)
            if (member.Required && !message.Data.ContainsKey(member.Name))
                _complaints.Enqueue($"{message.Type} without {member.Name}");
        if (message.Type == "audio-chunk" && (message.Payload.Length == 0 || message.Data["rate"]!.GetValue<int>() != 16_000 || message.Data["width"]!.GetValue<int>() != 2))
            _complaints.Enqueue($"audio that is not what it says: {message.Data}");
        if (message.Data["voice"] is JsonObject voice && (voice.Any(static member => member.Key is not ("name" or "language" or "speaker")) || (voice.ContainsKey("speaker") && !voice.ContainsKey("name"))))
            _complaints.Enqueue($"no voice: {voice}");
    }

    private async Task TranscribeAsync(TcpClient client, NetworkStream stream)
    {
        if (await IsTroubledAsync(client, stream))
            return;
        if (Streams)
        {
            await SayAsync(stream, "transcript-start", new() { ["language"] = "en" });
            foreach (var word in Transcript.Split(' '))
                await SayAsync(stream, "transcript-chunk", new() { ["text"] = word + " " });
        }

        await SayAsync(stream, "transcript", new() { ["text"] = Trouble == "empty" ? "" : $" {Transcript}", ["language"] = "en" });
        if (Streams)
            await SayAsync(stream, "transcript-stop", []);
    }

    private async Task SpeakAsync(TcpClient client, NetworkStream stream, WyomingMessage asked)
    {
        if (await IsTroubledAsync(client, stream))
            return;
        var format = new JsonObject { ["rate"] = Rate, ["width"] = Trouble == "wide" ? 8 : 2, ["channels"] = Channels };
        await SayAsync(stream, "audio-start", format);
        // 40 ms a letter.
        var frames = Trouble == "empty" ? 0 : asked.Data["text"]!.GetValue<string>().Length;
        var samples = new short[Rate / 25 * Channels];
        for (var i = 0; i < frames; i++)
        {
            if (i == 3 && Trouble == "cut-within")
                client.Close();
            if (i == 3 && Trouble == "hang-within")
                return;
            Array.Fill(samples, (short)(i + 1));
            await SayAsync(stream, "audio-chunk", format, MemoryMarshal.AsBytes<short>(samples).ToArray());
        }

        await SayAsync(stream, "audio-stop", []);
    }

    private async Task<bool> IsTroubledAsync(TcpClient client, NetworkStream stream)
    {
        switch (Trouble)
        {
            case "cut":
                client.Close();
                return true;
            case "malformed":
                await stream.WriteAsync("[1, 2]\n"u8.ToArray());
                return true;
            case "no-json":
                await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\n"u8.ToArray());
                return true;
            case "long":
                await stream.WriteAsync("{\"type\": \"audio-chunk\", \"payload_length\": 2000000000}\n"u8.ToArray());
                return true;
            case "error":
                await SayAsync(stream, "error", new() { ["text"] = "No such voice: 'martian'", ["code"] = "ValueError" });
                client.Close();
                return true;
            case "chatty":
                await SayAsync(stream, "weather", new() { ["rain"] = true, ["text"] = "no words", ["nested"] = new JsonObject { ["rate"] = 7 } }, [1, 2, 3]);
                return false;
            default:
                return false;
        }
    }

    private async Task SayAsync(NetworkStream stream, string type, JsonObject data, byte[]? payload = null)
    {
        var bytes = new WyomingMessage(type, data, payload ?? []).ToBytes(Inline);
        // In two pieces, as a network may.
        await stream.WriteAsync(bytes.AsMemory(0, bytes.Length / 3));
        await stream.FlushAsync();
        await stream.WriteAsync(bytes.AsMemory(bytes.Length / 3));
    }
}
