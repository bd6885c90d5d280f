using System.Text.Json;
using System.Threading.Channels;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using VoiceBus.Core.ToolPrograms;

namespace VoiceBus.Providers.ToolPrograms;

/// <summary>Carries the SDK's messages over the line of a program that has dialled in. Thread-safe; one task reads the line.</summary>
/// <param name="line">The line.</param>
/// <param name="unreadable">Told what could not be read.</param>
internal sealed class DialledTransport(IToolProgramLine line, Action<string> unreadable) : IClientTransport, ITransport
{
    /// <summary>Asked for by all peers; without it the SDK probes for newer revisions first.</summary>
    public const string Revision = "2024-11-05";

    private const int Capacity = 256;

    private readonly Channel<JsonRpcMessage> _received =
        Channel.CreateBounded<JsonRpcMessage>(new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = true });

    string IClientTransport.Name => "tool program";

    string? ITransport.SessionId => null;

    ChannelReader<JsonRpcMessage> ITransport.MessageReader => _received.Reader;

    /// <summary>Reads the line to its end; whoever waits for an answer fails then.</summary>
    public async Task ReadAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await line.ReceiveAsync(cancellationToken) is { } message)
                if (LenientMessage.Read(message.Span, Revision, out var problem) is { } read)
                    await _received.Writer.WriteAsync(read, cancellationToken);
                else if (problem is not null)
                    unreadable(problem);
        }
        finally
        {
            _received.Writer.TryComplete();
        }
    }

    Task<ITransport> IClientTransport.ConnectAsync(CancellationToken cancellationToken) => Task.FromResult<ITransport>(this);

    Task ITransport.SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken) => line.SendAsync(
        JsonSerializer.SerializeToUtf8Bytes(message, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage))), cancellationToken);

    ValueTask IAsyncDisposable.DisposeAsync()
    {
        _received.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }
}
