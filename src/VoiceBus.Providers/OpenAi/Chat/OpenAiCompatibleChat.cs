using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Providers.Connections.Http;

namespace VoiceBus.Providers.OpenAi.Chat;

/// <summary>
/// Makes chat clients for OpenAI-compatible vendors. Owns the warm connections they share, and what was learned of each vendor by its
/// refusals: one instance per process. Thread-safe.
/// </summary>
/// <param name="time">The clock of all deadlines.</param>
/// <param name="events">Notified of defects, of what vendors refuse and of what of their answers cannot be read.</param>
public sealed class OpenAiCompatibleChat(TimeProvider time, IEventSink events) : IDisposable
{
    private readonly SocketsHttpHandler _connections = VendorConnections.Create(time, new ExceptionGuard(events, "vendor connections"));
    private readonly VendorMemory _memory = new();

    /// <summary>
    /// Makes a client. It fails only with <see cref="ProviderException"/>, and repeats a request only without what was
    /// refused. What a model thinks in its text is taken out by the adapter, for every provider. Thread-safe; disposing it leaves the connections open.
    /// </summary>
    /// <param name="provider">The provider's configured name, for failures.</param>
    /// <param name="options">Where and how to ask.</param>
    /// <exception cref="ArgumentException">The extra body is no JSON object.</exception>
    public IChatClient Create(string provider, OpenAiCompatibleOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.ExtraBody is { ValueKind: not JsonValueKind.Object })
            throw new ArgumentException("The extra body must be a JSON object.", nameof(options));
        var failures = new OpenAiErrorMapper(provider, options);
        var guard = new ExceptionGuard(events, "chat client");
        var http = new HttpClient(_connections, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        var line = new ChatLine(provider, options, http, _memory.Of(provider, options), failures, time, events);
        return new ChatClientBuilder(new OpenAiChatClient(provider, options, line, failures, time, events, guard))
            .Use(inner => new DeadlineChatClient(inner, options, failures, time, guard))
            .Build();
    }

    /// <inheritdoc/>
    public void Dispose() => _connections.Dispose();
}
