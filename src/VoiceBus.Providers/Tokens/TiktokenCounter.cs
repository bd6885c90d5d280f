using Microsoft.ML.Tokenizers;
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
    private readonly Lazy<Task<Tokenizer>> _tokenizer = new(static () => Task.Run(static () => (Tokenizer)TiktokenTokenizer.CreateForEncoding(Encoding)));

    /// <summary>Completes when the vocabulary is there; begins to read it.</summary>
    public Task Ready => _tokenizer.Value;

    /// <inheritdoc/>
    public int Count(string text) =>
        _tokenizer.Value is { IsCompletedSuccessfully: true } there ? there.GetAwaiter().GetResult().CountTokens(text) : _estimate.Count(text);
}
