using Microsoft.ML.OnnxRuntime;
using VoiceBus.Speech.Models;

namespace VoiceBus.Speech.Moonshine;

/// <summary>The two graphs of Moonshine tiny; their runs are thread-safe (speech.md 1.3).</summary>
internal sealed record MoonshineSessions(InferenceSession Encoder, InferenceSession Decoder) : IDisposable
{
    /// <summary>Loads both, about 1 s.</summary>
    /// <exception cref="ProviderException">Unavailable: a file is missing or broken.</exception>
    public static MoonshineSessions Load(ModelFolder folder)
    {
        var encoder = OnnxSessions.Load(MoonshineModel.Provider, folder.MoonshineEncoder);
        try
        {
            return new MoonshineSessions(encoder, OnnxSessions.Load(MoonshineModel.Provider, folder.MoonshineDecoder));
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Encoder.Dispose();
        Decoder.Dispose();
    }
}
