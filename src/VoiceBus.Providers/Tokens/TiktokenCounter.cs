using Microsoft.ML.Tokenizers;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Memory;

namespace VoiceBus.Providers.Tokens;

/// <summary>
/// Counts by the vocabulary o200k_base: exact for models that use it, a fair measure for the others. The vocabulary is read
/// when the first text is to be counted; until it is there the estimate answers. Thread-safe.
/// </summary>
public sealed class TiktokenCounter : ITokenCounter
{
    private const string Encoding = "o200k_base";

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
        if (_tokenizer is { } tokenizer)
            return tokenizer.CountTokens(text);
        _ = Ready;
        return _estimate.Count(text);
    }
}
