using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using VoiceBus.Providers.Streams;

namespace VoiceBus.Providers.Connections.Http;

/// <summary>Server-sent events of a vendor.</summary>
internal static class VendorEvents
{
    private const int LongestLine = 8 << 20;

    /// <summary>Reads events until the body ends.</summary>
    /// <param name="body">Lines of at most 8 MB.</param>
    /// <param name="errors">Names what goes wrong.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ProviderException">A line grows without end, or the body cannot be read.</exception>
    public static async IAsyncEnumerable<SseItem<string>> ReadAsync(
        Stream body, HttpErrors errors, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var events = SseParser.Create(new BoundedLines(body, LongestLine)).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(events, errors))
            yield return events.Current;
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<SseItem<string>> events, HttpErrors errors)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (IOException endless)
        {
            throw errors.Malformed("an event without an end", endless);
        }
    }
}
