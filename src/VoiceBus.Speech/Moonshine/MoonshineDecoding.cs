using Microsoft.ML.OnnxRuntime;
using VoiceBus.Core.Concurrency;

namespace VoiceBus.Speech.Moonshine;

/// <summary>
/// One decode: encodes the audio, then takes the likeliest token again and again until the end token (speech.md 1b).
/// Synchronous, one core busy; stops within a token when cancelled.
/// </summary>
internal sealed class MoonshineDecoding : IDisposable, ICancellationCallback
{
    private const int StartToken = 1;
    private const int EndToken = 2;
    private const int Layers = 6;
    private const int Heads = 8;
    private const int HeadSize = 36;
    private const int TokensPerSecond = 15;
    private const int SampleRate = 16_000;

    private static readonly string[] _parts = ["decoder.key", "decoder.value", "encoder.key", "encoder.value"];
    private static readonly string[] _cacheNames =
        [.. Enumerable.Range(0, Layers).SelectMany(static layer => _parts.Select(part => $"{layer}.{part}"))];

    private static readonly string[] _inputNames =
        ["input_ids", "encoder_hidden_states", "use_cache_branch", .. _cacheNames.Select(static name => $"past_key_values.{name}")];

    private static readonly string[] _firstOutputNames = ["logits", .. _cacheNames.Select(static name => $"present.{name}")];

    // The encoder's part of the cache never changes after the first token.
    private static readonly int[] _growing =
        [.. Enumerable.Range(0, _cacheNames.Length).Where(static index => _cacheNames[index].Contains("decoder", StringComparison.Ordinal))];

    private static readonly string[] _nextOutputNames = ["logits", .. _growing.Select(static index => $"present.{_cacheNames[index]}")];

    private readonly MoonshineSessions _sessions;
    private readonly RunOptions _options = new();
    private readonly long[] _token = [StartToken];
    private readonly bool[] _useCache = [false];
    private readonly OrtValue[] _cache = new OrtValue[_cacheNames.Length];
    private readonly OrtValue _tokenValue;
    private readonly OrtValue _useCacheValue;

    public MoonshineDecoding(MoonshineSessions sessions)
    {
        _sessions = sessions;
        _tokenValue = OrtValue.CreateTensorValueFromMemory(_token, [1, 1]);
        _useCacheValue = OrtValue.CreateTensorValueFromMemory(_useCache, [1]);
        for (var i = 0; i < _cache.Length; i++)
            _cache[i] = OrtValue.CreateTensorValueFromMemory(Array.Empty<float>(), [1, Heads, 0, HeadSize]);
    }

    /// <summary>Decodes 16 kHz samples of -1 to 1.</summary>
    /// <returns>The tokens, without start and end.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="OnnxRuntimeException">The model failed.</exception>
    public List<int> Run(Memory<float> samples, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var stop = cancellationToken.RegisterGuarded(this);
        try
        {
            using var input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, samples, [1, samples.Length]);
            using var encoded = _sessions.Encoder.Run(_options, ["input_values"], [input], ["last_hidden_state"]);
            return Tokens(encoded[0], Math.Max(1, samples.Length * TokensPerSecond / SampleRate), cancellationToken);
        }
        catch (OnnxRuntimeException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("the decode was stopped", e, cancellationToken);
        }
    }

    void ICancellationCallback.Cancelled() => _options.Terminate = true;

    void ICancellationCallback.Failed(Exception exception)
    {
        // It goes on to its next token, where it looks at the cancellation itself.
    }

    public void Dispose()
    {
        foreach (var value in _cache)
            value.Dispose();
        _tokenValue.Dispose();
        _useCacheValue.Dispose();
        _options.Dispose();
    }

    private List<int> Tokens(OrtValue encoded, int limit, CancellationToken cancellationToken)
    {
        var tokens = new List<int>(limit);
        while (tokens.Count < limit)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var token = Next(encoded);
            if (token == EndToken)
                break;
            tokens.Add(token);
            _token[0] = token;
        }
        return tokens;
    }

    private int Next(OrtValue encoded)
    {
        var first = !_useCache[0];
        var outputs = _sessions.Decoder.Run(
            _options, _inputNames, [_tokenValue, encoded, _useCacheValue, .. _cache], first ? _firstOutputNames : _nextOutputNames);
        using var logits = outputs[0];
        for (var i = 1; i < outputs.Count; i++)
            Replace(ref _cache[first ? i - 1 : _growing[i - 1]], outputs[i]);
        _useCache[0] = true;
        return Likeliest(logits.GetTensorDataAsSpan<float>());
    }

    private static void Replace(ref OrtValue old, OrtValue value)
    {
        old.Dispose();
        old = value;
    }

    private static int Likeliest(ReadOnlySpan<float> logits) => System.Numerics.Tensors.TensorPrimitives.IndexOfMax(logits);
}
