using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using VoiceBus.Testing.Vendors.Http;
using VoiceBus.Testing.Vendors.WebSockets;

namespace VoiceBus.Testing.Vendors.Edge;

/// <summary>
/// Microsoft Edge's read-aloud service. Public sources: rany2/edge-tts <c>src/edge_tts/communicate.py</c> and <c>drm.py</c>, and npm's
/// <c>msedge-tts</c>, which talks to it in a test. It checks signature, origin and agent as the service does, refuses messages whose
/// lines, JSON or SSML are wrong, and says a second of 440 Hz in MP3, also several times on a connection; of a voice it does not know,
/// nothing.
/// </summary>
public sealed partial class FakeEdge : IAsyncDisposable
{
    /// <summary>The token everybody has.</summary>
    public const string Token = "6A5AA1D4EAFF4E9FB37E23D68491D6F4";

    private static readonly string[] _voices = ["XiaoxiaoNeural", "EmmaMultilingualNeural", "NanamiNeural", "AriaNeural"];

    private readonly TimeProvider _time;
    private readonly ConcurrentQueue<Func<StandInSocket, string, Task>> _script = new();
    private readonly ConcurrentQueue<EdgeSentence> _sentences = new();
    private WebSocketStandIn _server = null!;

    private FakeEdge(TimeProvider time) => _time = time;

    /// <summary>The address to configure.</summary>
    public Uri Url => new(_server.Url, "/consumer/speech/synthesize/readaloud/edge/v1");

    /// <summary>Connections asked for.</summary>
    public int Handshakes => _server.Handshakes;

    /// <summary>The connections.</summary>
    public IReadOnlyList<StandInSocket> Sockets => _server.Sockets;

    /// <summary>What was to be spoken, oldest first.</summary>
    public IReadOnlyList<EdgeSentence> Sentences => [.. _sentences];

    /// <summary>Starts it.</summary>
    /// <param name="time">Its clock, by which it checks signatures.</param>
    public static async Task<FakeEdge> StartAsync(TimeProvider? time = null)
    {
        var edge = new FakeEdge(time ?? TimeProvider.System);
        edge._server = await WebSocketStandIn.StartAsync(edge.TalkAsync);
        edge._server.Refuse = edge.RefuseAsync;
        return edge;
    }

    /// <summary>What becomes of the next sentences instead, in order; given the socket and the request's id.</summary>
    public void Script(params Func<StandInSocket, string, Task>[] answers)
    {
        foreach (var answer in answers)
            _script.Enqueue(answer);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>A text message of the service.</summary>
    public static string Text(string id, string path, string body = "{}") =>
        $"X-RequestId:{id}\r\nContent-Type:application/json; charset=utf-8\r\nPath:{path}\r\n\r\n{body}";

    /// <summary>A message with sound.</summary>
    public static byte[] Sound(string id, byte[] mp3)
    {
        var head = Encoding.ASCII.GetBytes($"X-RequestId:{id}\r\nContent-Type:audio/mpeg\r\nX-StreamId:1\r\nPath:audio\r\n");
        return [(byte)(head.Length >> 8), (byte)head.Length, .. head, .. mp3];
    }

    private async Task<bool> RefuseAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var known = context.Request.Path == "/consumer/speech/synthesize/readaloud/edge/v1"
            && query["TrustedClientToken"] == Token
            && VersionForm().IsMatch($"{query["Sec-MS-GEC-Version"]}")
            && IdForm().IsMatch($"{query["ConnectionId"]}")
            && query.Keys.All(static name => name is "TrustedClientToken" or "Sec-MS-GEC" or "Sec-MS-GEC-Version" or "ConnectionId")
            && context.Request.Headers.Origin == "chrome-extension://jdiccldimpdaibmpdkjnbmckianbfold"
            && $"{context.Request.Headers.UserAgent}".Contains(" Edg/", StringComparison.Ordinal);
        if (known && Signatures().Contains($"{query["Sec-MS-GEC"]}"))
            return false;
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.Headers.Date = _time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        await context.Response.CompleteAsync();
        return true;
    }

    // Of now and of the five minutes before and after.
    private IEnumerable<string> Signatures()
    {
        var seconds = _time.GetUtcNow().ToUnixTimeSeconds() + 11_644_473_600;
        for (var window = (seconds / 300) - 1; window <= (seconds / 300) + 1; window++)
            yield return Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes($"{window * 300}0000000{Token}")));
    }

    private async Task TalkAsync(StandInSocket socket)
    {
        bool? marks = null;
        while (await socket.ReceiveAsync() is { } message)
        {
            try
            {
                var (lines, body) = EdgeMessage.Read(message);
                if (lines.GetValueOrDefault("Path") == "speech.config")
                {
                    marks = EdgeMessage.ReadConfig(body);
                    continue;
                }

                var sentence = EdgeMessage.ReadSentence(lines, body);
                var wanted = marks ?? throw new VendorRefusalException(1007, "order", "speech.config must come first");
                _sentences.Enqueue(sentence);
                await (_script.TryDequeue(out var scripted) ? scripted(socket, sentence.Id) : SpeakAsync(socket, sentence, wanted));
            }
            catch (VendorRefusalException refusal)
            {
                await socket.CloseAsync(1007, refusal.Message);
                return;
            }
        }
    }

    private static async Task SpeakAsync(StandInSocket socket, EdgeSentence sentence, bool marks)
    {
        await socket.SendAsync(Text(sentence.Id, "turn.start", """{"context":{"serviceTag":"1"}}"""));
        await socket.SendAsync(Text(sentence.Id, "response", """{"context":{"serviceTag":"1"},"audio":{"type":"inline","streamId":"1"}}"""));
        if (_voices.Any(voice => sentence.Voice.Contains(voice, StringComparison.Ordinal)))
            foreach (var piece in Tones.Mp3.Chunk(720))
                await socket.SendAsync(Sound(sentence.Id, piece));
        // The last one is empty.
        await socket.SendAsync(Sound(sentence.Id, []));
        if (marks)
            await socket.SendAsync(Text(sentence.Id, "audio.metadata", """{"Metadata":[{"Type":"SessionEnd","Data":{"Offset":0}}]}"""));
        await socket.SendAsync(Text(sentence.Id, "turn.end"));
    }

    [GeneratedRegex(@"^1-\d+(\.\d+){3}$")]
    private static partial Regex VersionForm();

    [GeneratedRegex("^[0-9a-fA-F-]{32,36}$")]
    private static partial Regex IdForm();
}
