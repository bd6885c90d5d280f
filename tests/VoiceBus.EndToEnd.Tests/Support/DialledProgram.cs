using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace VoiceBus.EndToEnd.Tests.Support;

/// <summary>
/// A tool program that dials in as the public mcp_pipe.py does: what a server writes on a line is sent with its line end as one text
/// frame, what arrives is written to it as a line.
/// </summary>
internal sealed class DialledProgram : IAsyncDisposable
{
    private readonly ClientWebSocket _socket;
    private readonly Process? _process;
    private readonly Func<JsonElement, string?>? _answer;
    private readonly ConcurrentQueue<JsonElement> _requests = new();
    private readonly CancellationTokenSource _left = new();
    private readonly Task _running;

    private DialledProgram(ClientWebSocket socket, Process? process, Func<JsonElement, string?>? answer)
    {
        (_socket, _process, _answer) = (socket, process, answer);
        _running = Task.WhenAll(ToServerAsync(), process is null ? Task.CompletedTask : FromServerAsync(process));
    }

    public IEnumerable<JsonElement> Requests => _requests;

    public bool IsOpen => _socket.State == WebSocketState.Open;

    public (int Code, string? Reason) Closed => ((int)(_socket.CloseStatus ?? 0), _socket.CloseStatusDescription);

    /// <summary>Completes when the server has closed the line.</summary>
    public Task Ended => _running;

    /// <summary>Dials with a program of its own behind the line.</summary>
    public static async Task<DialledProgram> PipeAsync(Uri url, string program, string[] arguments, CancellationToken ct) =>
        new(await OpenAsync(url, ct), Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!, null);

    /// <summary>Dials and answers each request by a script; null is silence.</summary>
    public static async Task<DialledProgram> ScriptAsync(Uri url, Func<JsonElement, string?> answer, CancellationToken ct) =>
        new(await OpenAsync(url, ct), null, answer);

    /// <summary>A well-behaved server with one tool, <c>add</c>, that answers with a text.</summary>
    public static Func<JsonElement, string?> Calculator(string name, string result = "42", string tool = "add") => request => request.GetProperty("method").GetString() switch
    {
        "initialize" => Result(request, $$$"""{"protocolVersion":"2024-11-05","capabilities":{"tools":{"listChanged":true}},"serverInfo":{"name":"{{{name}}}","version":"1.2"}}"""),
        "tools/list" => Result(request, $$$$$"""{"tools":[{"name":"{{{{{tool}}}}}","description":"Adds.","inputSchema":{"type":"object","properties":{"a":{"type":"integer"}}}}]}"""),
        "tools/call" => Result(request, $$$"""{"content":[{"type":"text","text":"{{{result}}}"}],"isError":false}"""),
        "ping" => Result(request, "{}"),
        _ => null,
    };

    public static string Result(JsonElement request, string result) => $$"""{"jsonrpc":"2.0","id":{{request.GetProperty("id").GetRawText()}},"result":{{result}}}""";

    public Task SendAsync(string line, CancellationToken ct) => _socket.SendAsync(Encoding.UTF8.GetBytes(line + "\n"), WebSocketMessageType.Text, true, ct);

    /// <summary>Hangs up as a program does that is killed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _left.CancelAsync();
        _socket.Abort();
        if (_process is { } process)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process?.Dispose();
        _socket.Dispose();
        _left.Dispose();
    }

    private static async Task<ClientWebSocket> OpenAsync(Uri url, CancellationToken ct)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(url, ct);
        return socket;
    }

    private async Task ToServerAsync()
    {
        var buffer = new byte[1 << 16];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await _socket.ReceiveAsync(buffer.AsMemory(length), _left.Token);
                length += part.Count;
            }
            while (!part.EndOfMessage);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _left.Token);
                return;
            }

            var request = JsonElement.Parse(buffer.AsSpan(0, length));
            _requests.Enqueue(request);
            if (_process is { } process)
            {
                await process.StandardInput.BaseStream.WriteAsync(buffer.AsMemory(0, length), _left.Token);
                await process.StandardInput.BaseStream.WriteAsync("\n"u8.ToArray(), _left.Token);
                await process.StandardInput.BaseStream.FlushAsync(_left.Token);
            }
            else if (_answer!(request) is { } answer)
            {
                await SendAsync(answer, _left.Token);
            }
        }
    }

    private async Task FromServerAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync(_left.Token) is { } line)
            await SendAsync(line, _left.Token);
    }
}
