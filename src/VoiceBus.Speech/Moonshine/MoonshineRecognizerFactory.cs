using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.Speech.Models;

namespace VoiceBus.Speech.Moonshine;

/// <summary>
/// Makes recognisers that share one model, loaded at the first use: a server without model files starts, and recognises
/// as soon as they are there. Thread-safe; dispose it after its recognisers.
/// </summary>
public sealed class MoonshineRecognizerFactory : IDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _loading = new(1, 1);
    private readonly Func<MoonshineModel> _load;
    private readonly MoonshineOptions _options;
    private readonly TimeProvider _time;
    private MoonshineModel? _model;
    private int _disposed;

    /// <summary>Loads nothing yet.</summary>
    /// <param name="folder">Where the model lies.</param>
    /// <param name="options">How it is used.</param>
    /// <param name="time">Measures decodes, to pace partial transcripts.</param>
    /// <param name="events">Notified of defects.</param>
    public MoonshineRecognizerFactory(ModelFolder folder, MoonshineOptions options, TimeProvider time, IEventSink events)
        : this(() => MoonshineModel.Load(folder, options, events), options, time)
    {
    }

    /// <summary>The same with another way to load, for tests.</summary>
    internal MoonshineRecognizerFactory(Func<MoonshineModel> load, MoonshineOptions options, TimeProvider time) =>
        (_load, _options, _time) = (load, options, time);

    /// <summary>Makes a recogniser; the first one loads the model, about 1 s, away from the caller's thread.</summary>
    /// <exception cref="ProviderException">Unavailable: a model file is missing or broken; the message says which.</exception>
    public async Task<ISpeechRecognizer> CreateAsync(CancellationToken cancellationToken)
    {
        var model = await ModelAsync(cancellationToken);
        return new MoonshineRecognizer(model, _options, _time);
    }

    /// <summary>
    /// Lets go of the model. One that is being loaded is waited for, 30 s at most: native code that is surprised in it by the
    /// end of the process breaks down with it.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        var isLoading = !_loading.Wait(_timeout);
        _model?.Dispose();
        if (!isLoading)
            _loading.Dispose();
    }

    private async Task<MoonshineModel> ModelAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _model) is { } loaded)
            return loaded;
        await _loading.WaitAsync(cancellationToken);
        try
        {
            return _model ??= await BackgroundTask.StartOnOwnThread(_load, cancellationToken);
        }
        finally
        {
            _loading.Release();
        }
    }
}
