using Microsoft.ML.OnnxRuntime;

namespace VoiceBus.Speech.Models;

/// <summary>Loads ONNX models the way we use them: one thread per run, no spinning.</summary>
internal static class OnnxSessions
{
    /// <summary>Loads a model that exists.</summary>
    /// <exception cref="ProviderException">Unavailable: the file is not the model it should be.</exception>
    public static InferenceSession Load(string provider, string file)
    {
        using var options = new SessionOptions
        {
            // Two threads win nothing below 10 s of audio and cost twice the CPU (speech.md 1.3).
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        try
        {
            return new InferenceSession(file, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw ModelFolder.Unavailable(provider, $"{Path.GetFileName(file)} cannot be loaded: delete it and run ./voicebus setup", e);
        }
    }
}
