using Microsoft.ML.Tokenizers;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Memory;

namespace VoiceBus.Providers.Tokens;

/// <summary>
/// Counts by the vocabulary o200k_base: exact for models that use it, a fair measure for the others. Counting takes the square
/// of the length of a run without a word's end, so a text is counted in pieces (at each cut it may come out a token too high),
/// and a very long one is estimated. The vocabulary is read when the first text is to be counted; until it is there the
/// estimate answers. Thread-safe.
/// </summary>
public sealed class TiktokenCounter : ITokenCounter
{
    private const string Encoding = "o200k_base";

    /// <summary>Characters counted at once.</summary>
    private const int PieceLength = 500;

    /// <summary>Characters of a text that is counted; a longer one is estimated.</summary>
    private const int LongestCounted = 8000;

    private readonly EstimatedTokens _estimate = new();
    private readonly Lock _gate = new();
    private Task? _reading;
    private volatile Tokenizer? _tokenizer;

    /// <summary>Completes when the vocabulary is there; begins to read it.</summary>
    public Task Ready
    {
        get
        {
            lock (_gate)
                return _reading ??= BackgroundTask.StartOnOwnThread(() => _tokenizer = TiktokenTokenizer.CreateForEncoding(Encoding), CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public int Count(string text)
    {
        if (text.Length > LongestCounted)
            return _estimate.Count(text);
        if (_tokenizer is { } tokenizer)
            return Count(tokenizer, text);
        _ = Ready;
        return _estimate.Count(text);
    }

    private static int Count(Tokenizer tokenizer, ReadOnlySpan<char> text)
    {
        var tokens = 0;
        while (!text.IsEmpty)
            tokens += tokenizer.CountTokens(TextPieces.Next(ref text, PieceLength));
        return tokens;
    }
}
