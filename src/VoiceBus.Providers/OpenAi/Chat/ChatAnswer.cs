using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using VoiceBus.Providers.Json;
using VoiceBus.Providers.Streams;

namespace VoiceBus.Providers.OpenAi.Chat;

/// <summary>
/// What a vendor answered, told apart by its first letter: what its headers call it is often wrong. Disposal hangs up, unless all was
/// read. Not thread-safe.
/// </summary>
internal sealed class ChatAnswer : IDisposable
{
    private const int MaxEvent = 1 << 20;
    private const long MaxAnswer = 64 << 20;
    private const int MaxJson = 8 << 20;

    private readonly HttpResponseMessage _response;

    private ChatAnswer(HttpResponseMessage response) => _response = response;

    /// <summary>The stream of events; null when it is none.</summary>
    public Stream? Events { get; private init; }

    /// <summary>The whole answer as JSON, from a vendor that does not stream; null when it is none.</summary>
    public IReadOnlyList<JsonElement>? Json { get; private init; }

    /// <summary>Whether all of the JSON could be read.</summary>
    public bool IsJsonWhole { get; private init; }

    /// <summary>Whether it is a page for people: nobody speaks the protocol at this address.</summary>
    public bool IsPage { get; private init; }

    /// <summary>Whether HTTP itself says where the answer ends, so that an end is no cut.</summary>
    public bool HasExplicitEnd =>
        _response.Content.Headers.ContentLength is not null || _response.Headers.TransferEncodingChunked == true || _response.Version.Major >= 2;

    /// <summary>Looks at an answer.</summary>
    /// <param name="response">Owned.</param>
    /// <param name="cancellationToken">Ends the waiting for its first letter.</param>
    public static async Task<ChatAnswer> OpenAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = new BoundedEvents(await response.Content.ReadAsStreamAsync(cancellationToken), MaxEvent, MaxAnswer);
        var pipe = PipeReader.Create(body);
        return await FirstLetterAsync(pipe, cancellationToken) switch
        {
            (byte)'{' or (byte)'[' => OfJson(response, await ReadAllAsync(pipe, cancellationToken)),
            (byte)'<' => new ChatAnswer(response) { IsPage = true },
            _ => new ChatAnswer(response) { Events = new ClosedEvents(pipe.AsStream()) },
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Events?.Dispose();
        _response.Dispose();
    }

    private static ChatAnswer OfJson(HttpResponseMessage response, byte[] json)
    {
        var documents = LenientJson.Documents(json, out var isWhole);
        return new ChatAnswer(response) { Json = [.. documents.SelectMany(static document => LenientJson.Items(document))], IsJsonWhole = isWhole };
    }

    private static async Task<byte?> FirstLetterAsync(PipeReader pipe, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await pipe.ReadAsync(cancellationToken);
            var blanks = 0L;
            foreach (var memory in read.Buffer)
            {
                var letters = memory.Span.TrimStart(" \t\r\n\ufeff"u8);
                blanks += memory.Length - letters.Length;
                if (letters.Length == 0)
                    continue;
                var first = letters[0];
                pipe.AdvanceTo(read.Buffer.GetPosition(blanks));
                return first;
            }

            pipe.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return null;
        }
    }

    private static async Task<byte[]> ReadAllAsync(PipeReader pipe, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await pipe.ReadAsync(cancellationToken);
            if (read.Buffer.Length > MaxJson)
                throw new MessageTooLongException($"an answer of more than {MaxJson} bytes in one piece");
            if (read.IsCompleted)
                return read.Buffer.ToArray();
            pipe.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
