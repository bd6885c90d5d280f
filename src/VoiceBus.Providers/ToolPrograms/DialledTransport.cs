using System.Text.Json;
using System.Threading.Channels;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using VoiceBus.Core.ToolPrograms;

namespace VoiceBus.Providers.ToolPrograms;

/// <summary>
/// Carries the SDK's messages over the line of a program that has dialled in. The line outlives the SDK's client: a program that did
/// not introduce itself in time is asked again on it. Thread-safe; one task reads the line.
/// </summary>
/// <param name="line">The line.</param>
/// <param name="unreadable">Told what could not be read.</param>
internal sealed class DialledTransport(IToolProgramLine line, Action<string> unreadable) : IClientTransport
{
    /// <summary>Asked for by all peers; without it the SDK probes for newer revisions first.</summary>
    public const string Revision = "2024-11-05";

    private const int Capacity = 256;

    private volatile Attempt? _attempt;

    string IClientTransport.Name => "tool program";

    /// <summary>Reads the line to its end; whoever waits for an answer fails then.</summary>
    public async Task ReadAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await line.ReceiveAsync(cancellationToken) is { } message)
                if (ProgramMessage.Read(message.Span, Revision, out var problem) is { } read)
                    await TakeAsync(read, cancellationToken);
                else if (problem is not null)
                    unreadable(problem);
        }
        finally
        {
            _attempt?.Received.Writer.TryComplete();
        }
    }

    Task<ITransport> IClientTransport.ConnectAsync(CancellationToken cancellationToken)
    {
        var attempt = new Attempt(line);
        _attempt = attempt;
        return Task.FromResult<ITransport>(attempt);
    }

    // Nobody waits any more for what comes between two clients.
    private async ValueTask TakeAsync(JsonRpcMessage message, CancellationToken cancellationToken)
    {
        while (_attempt is { } attempt && !attempt.Received.Writer.TryWrite(message))
            if (!await attempt.Received.Writer.WaitToWriteAsync(cancellationToken))
                return;
    }

    /// <summary>What one client of the SDK sees of the line.</summary>
    private sealed class Attempt(IToolProgramLine line) : ITransport
    {
        public Channel<JsonRpcMessage> Received { get; } =
            Channel.CreateBounded<JsonRpcMessage>(new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = true });

        string? ITransport.SessionId => null;

        ChannelReader<JsonRpcMessage> ITransport.MessageReader => Received.Reader;

        Task ITransport.SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken) => line.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(message, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage))), cancellationToken);

        ValueTask IAsyncDisposable.DisposeAsync()
        {
            Received.Writer.TryComplete();
            return ValueTask.CompletedTask;
        }
    }
}
