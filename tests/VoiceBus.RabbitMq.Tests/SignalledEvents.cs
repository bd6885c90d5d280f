using System.Threading.Channels;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.RabbitMq.Tests;

/// <summary>Events a test can wait for.</summary>
internal sealed class SignalledEvents : IEventSink
{
    private readonly Channel<DiagnosticEvent> _events = Channel.CreateUnbounded<DiagnosticEvent>();

    public void Emit(DiagnosticEvent @event) => _events.Writer.TryWrite(@event);

    /// <summary>The next event of a kind; those before it are passed over.</summary>
    public async Task<T> NextAsync<T>()
        where T : DiagnosticEvent
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
            if (await _events.Reader.ReadAsync(limit.Token) is T @event)
                return @event;
    }
}
