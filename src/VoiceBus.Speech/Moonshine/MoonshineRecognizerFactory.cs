using VoiceBus.Core.Services;
using VoiceBus.Speech.Models;

namespace VoiceBus.Speech.Moonshine;

/// <summary>
/// Makes recognisers that share one model, loaded at the first use: a server without model files starts, and recognises
/// as soon as they are there. Thread-safe; dispose it after its recognisers.
/// </summary>
/// <param name="folder">Where the model lies.</param>
/// <param name="options">How it is used.</param>
/// <param name="time">Measures decodes, to pace partial transcripts.</param>
public sealed class MoonshineRecognizerFactory(ModelFolder folder, MoonshineOptions options, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _loading = new(1, 1);
    private MoonshineModel? _model;

    /// <summary>Makes a recogniser; the first one loads the model, about 1 s, away from the caller's thread.</summary>
    /// <exception cref="ProviderException">Unavailable: a model file is missing or broken; the message says which.</exception>
    public async Task<ISpeechRecognizer> CreateAsync(CancellationToken cancellationToken)
    {
        var model = await ModelAsync(cancellationToken);
        return new MoonshineRecognizer(model, options, time);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _model?.Dispose();
        _loading.Dispose();
    }

    private async Task<MoonshineModel> ModelAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _model) is { } loaded)
            return loaded;
        await _loading.WaitAsync(cancellationToken);
        try
        {
            return _model ??= await Task.Factory.StartNew(
                () => MoonshineModel.Load(folder, options), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            _loading.Release();
        }
    }
}
