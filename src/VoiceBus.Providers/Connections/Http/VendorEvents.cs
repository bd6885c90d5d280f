using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using VoiceBus.Providers.Streams;

namespace VoiceBus.Providers.Connections.Http;

/// <summary>Server-sent events of a vendor.</summary>
internal static class VendorEvents
{
    private const int LongestEvent = 8 << 20;
    private const long LongestAnswer = 64 << 20;

    /// <summary>Reads events until the body ends; the last one needs no empty line.</summary>
    /// <param name="call">Has been answered.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ProviderException">An event grows beyond 8 MB, or the answer beyond 64 MB, or the body cannot be read.</exception>
    public static async IAsyncEnumerable<SseItem<string>> ReadAsync(VendorCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var body = await call.ReadAsync(static body => new ClosedEvents(new BoundedEvents(body, LongestEvent, LongestAnswer)));
        await foreach (var item in SseParser.Create(body).EnumerateAsync(cancellationToken))
            yield return item;
    }
}
