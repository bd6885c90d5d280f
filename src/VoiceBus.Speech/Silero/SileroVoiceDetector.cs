using Microsoft.ML.OnnxRuntime;
using VoiceBus.Core.Listening;

namespace VoiceBus.Speech.Silero;

/// <summary>
/// One stream's voice activity: 1 KB of recurrent state and the last 64 samples as context. Its tensors are bound once
/// and pinned, so that a window allocates nothing.
/// </summary>
internal sealed class SileroVoiceDetector : IVoiceDetector
{
    private const int ContextSamples = 64;
    private const int StateSize = 2 * 1 * 128;

    private readonly SileroModel _model;
    private readonly float[] _input = GC.AllocateArray<float>(ContextSamples + IVoiceDetector.WindowSamples, pinned: true);
    private readonly float[] _state = GC.AllocateArray<float>(StateSize, pinned: true);
    private readonly float[] _nextState = GC.AllocateArray<float>(StateSize, pinned: true);
    private readonly float[] _probability = GC.AllocateArray<float>(1, pinned: true);
    private readonly OrtValue[] _values;
    private readonly OrtIoBinding _binding;

    public SileroVoiceDetector(SileroModel model)
    {
        _model = model;
        _values =
        [
            OrtValue.CreateTensorValueFromMemory(_input, [1, _input.Length]),
            OrtValue.CreateTensorValueFromMemory(_state, [2, 1, 128]),
            OrtValue.CreateTensorValueFromMemory(_probability, [1, 1]),
            OrtValue.CreateTensorValueFromMemory(_nextState, [2, 1, 128]),
        ];
        _binding = model.Session.CreateIoBinding();
        _binding.BindInput("input", _values[0]);
        _binding.BindInput("state", _values[1]);
        _binding.BindInput("sr", model.Rate);
        _binding.BindOutput("output", _values[2]);
        _binding.BindOutput("stateN", _values[3]);
    }

    /// <inheritdoc/>
    public float Detect(ReadOnlySpan<short> window)
    {
        if (window.Length != IVoiceDetector.WindowSamples)
            throw new ArgumentException($"{window.Length} samples, a window has {IVoiceDetector.WindowSamples}", nameof(window));
        for (var i = 0; i < window.Length; i++)
            _input[ContextSamples + i] = window[i] / 32768f;
        _model.Session.RunWithBinding(_model.Options, _binding);
        _nextState.AsSpan().CopyTo(_state);
        _input.AsSpan(IVoiceDetector.WindowSamples).CopyTo(_input);
        return _probability[0];
    }

    /// <inheritdoc/>
    public void Reset()
    {
        Array.Clear(_state);
        Array.Clear(_input);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _binding.Dispose();
        foreach (var value in _values)
            value.Dispose();
    }
}
