using Microsoft.ML.OnnxRuntime;
using VoiceBus.Speech.Models;

namespace VoiceBus.Speech.Silero;

/// <summary>
/// Silero VAD v6, loaded once for all streams (speech.md 1.4: about 25 MB, 0.12 s). Thread-safe; dispose it after its
/// detectors.
/// </summary>
internal sealed class SileroModel : IDisposable
{
    /// <summary>The provider's name in failures.</summary>
    public const string Provider = "silero";

    private readonly long[] _rate = GC.AllocateArray<long>(1, pinned: true);

    private SileroModel(InferenceSession session)
    {
        Session = session;
        _rate[0] = 16_000;
        Rate = OrtValue.CreateTensorValueFromMemory(_rate, []);
    }

    public InferenceSession Session { get; }

    /// <summary>The scalar input that tells the rate; read only, shared by all streams.</summary>
    public OrtValue Rate { get; }

    /// <summary>Shared by all runs: it carries nothing of a run.</summary>
    public RunOptions Options { get; } = new();

    /// <summary>Loads the model.</summary>
    /// <exception cref="ProviderException">Unavailable: the file is missing or broken.</exception>
    public static SileroModel Load(ModelFolder folder)
    {
        ModelFolder.Require(Provider, folder.Silero);
        return new SileroModel(OnnxSessions.Load(Provider, folder.Silero));
    }

    public void Dispose()
    {
        Options.Dispose();
        Rate.Dispose();
        Session.Dispose();
    }
}
