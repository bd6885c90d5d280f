using System.Text.Json;
using Microsoft.Extensions.AI;
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
    // What is left of an answer behind its end mark is there already: it is read, so that the connection can be used again.
    private readonly VendorHttp _http = new(time, events) { DrainTimeout = TimeSpan.FromMilliseconds(250) };
    private readonly VendorMemory _memory = new();

    /// <summary>
    /// Makes a client. It fails only with <see cref="ProviderException"/>, and repeats a request only without what was refused. What a
    /// model thinks in its text is taken out by the adapter, for every provider. Thread-safe; disposing it leaves the connections open.
    /// </summary>
    /// <param name="provider">The provider's configured name, for failures.</param>
    /// <param name="options">Where and how to ask.</param>
    /// <exception cref="ArgumentException">The extra body is no JSON object.</exception>
    public IChatClient Create(string provider, OpenAiCompatibleOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.ExtraBody is { ValueKind: not JsonValueKind.Object })
            throw new ArgumentException("The extra body must be a JSON object.", nameof(options));
        var failures = new OpenAiErrors(_http.Context(ServiceType.Llm, provider), options);
        var line = new ChatLine(provider, options, _http, _memory.Of(provider, options), failures, events);
        return new ChatClientBuilder(new OpenAiChatClient(provider, options, line, failures, time, events, _http.Guard))
            .Use(inner => new DeadlineChatClient(inner, options, failures, time, _http.Guard))
            .Build();
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
