using VoiceBus.Providers.Streams;

namespace VoiceBus.Providers.OpenAi;

/// <summary>
/// A vendor's event stream that refuses to end before the model has finished: without a finish reason or the end mark the
/// end of the bytes is a failure, where the client library would take half a tool call for a whole one.
/// </summary>
internal sealed class CompleteSseStream(Stream inner) : InspectedStream(inner)
{
    private readonly Matcher _end = new("data:[DONE]"u8);
    private readonly Matcher _finished = new("\"finish_reason\":\""u8);
    private readonly Matcher _error = new("\ndata:{\"error\":"u8);
    private bool _any;

    /// <inheritdoc/>
    protected override void Inspect(ReadOnlySpan<byte> read, int asked)
    {
        if (!_any && !read.IsEmpty)
            _error.Feed("\n"u8);
        _any |= !read.IsEmpty;
        _end.Feed(read);
        _finished.Feed(read);
        _error.Feed(read);
        if (_error.Found)
            throw new VendorStreamException("reported an error in the middle of its answer");
        if (read.IsEmpty && asked > 0 && !_end.Found && !_finished.Found)
            throw new VendorStreamException(_any ? "broke off in the middle of its answer" : "answered nothing");
    }

    /// <summary>Finds bytes in a stream, ignoring spaces; right for patterns whose beginning does not recur in them.</summary>
    private sealed class Matcher(ReadOnlySpan<byte> pattern)
    {
        private readonly byte[] _pattern = pattern.ToArray();
        private int _matched;

        public bool Found { get; private set; }

        public void Feed(ReadOnlySpan<byte> bytes)
        {
            foreach (var b in bytes)
            {
                if (Found)
                    return;
                if (b == ' ')
                    continue;
                _matched = b == _pattern[_matched] ? _matched + 1 : b == _pattern[0] ? 1 : 0;
                Found = _matched == _pattern.Length;
            }
        }
    }
}

/// <summary>A vendor's stream did not keep to its protocol.</summary>
internal sealed class VendorStreamException(string message) : IOException(message);
