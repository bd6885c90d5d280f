using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;

namespace VoiceBus.Speech.Models;

/// <summary>Where the model files lie. Immutable; reads the disk only when asked.</summary>
/// <param name="Path">The folder.</param>
public sealed record ModelFolder(string Path)
{
    /// <summary>Names the folder when set.</summary>
    public const string EnvironmentVariable = "VOICEBUS_MODELS";

    /// <summary>Silero VAD v6.</summary>
    public string Silero => System.IO.Path.Combine(Path, "silero", "silero_vad_v6.onnx");

    /// <summary>Moonshine tiny: the encoder.</summary>
    public string MoonshineEncoder => System.IO.Path.Combine(Path, "moonshine", "encoder_model.onnx");

    /// <summary>Moonshine tiny: the decoder, with and without its cache in one graph.</summary>
    public string MoonshineDecoder => System.IO.Path.Combine(Path, "moonshine", "decoder_model_merged.onnx");

    /// <summary>Moonshine's vocabulary, inside the JavaScript of llama-tokenizer-js.</summary>
    public string MoonshineVocabulary => System.IO.Path.Combine(Path, "moonshine", "llama-tokenizer.js");

    /// <summary>
    /// The folder the environment names; otherwise the first "models" folder in the given places or in the folders above
    /// them; otherwise "models" in the first place.
    /// </summary>
    /// <param name="places">Working directory, content root: at least one.</param>
    public static ModelFolder Locate(params IReadOnlyList<string> places)
    {
        ArgumentOutOfRangeException.ThrowIfZero(places.Count);
        if (Environment.GetEnvironmentVariable(EnvironmentVariable) is { Length: > 0 } named)
            return new ModelFolder(named);
        foreach (var place in places)
        {
            for (var folder = System.IO.Path.GetFullPath(place); folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
            {
                var candidate = new ModelFolder(System.IO.Path.Combine(folder, "models"));
                if (candidate.Missing().Count == 0)
                    return candidate;
            }
        }
        return new ModelFolder(System.IO.Path.Combine(places[0], "models"));
    }

    /// <summary>One line for each file that is not there; empty when all are.</summary>
    public IReadOnlyList<string> Missing() =>
        [.. new[] { Silero, MoonshineEncoder, MoonshineDecoder, MoonshineVocabulary }.Select(MissingLine).OfType<string>()];

    /// <summary>Throws unless all the files are there.</summary>
    /// <param name="provider">The provider that needs them.</param>
    /// <param name="files">Paths of this folder.</param>
    /// <exception cref="ProviderException">Unavailable: names the first file that is missing.</exception>
    internal static void Require(string provider, params ReadOnlySpan<string> files)
    {
        foreach (var file in files)
        {
            if (MissingLine(file) is { } line)
                throw Unavailable(provider, line, null);
        }
    }

    /// <summary>A model that cannot be loaded.</summary>
    internal static ProviderException Unavailable(string provider, string message, Exception? inner) =>
        new(ServiceType.Asr, provider, FailureKind.Unavailable, retryable: true, message, inner: inner);

    private static string? MissingLine(string file) => File.Exists(file)
        ? null
        : $"{System.IO.Path.Combine("models", System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(file)!), System.IO.Path.GetFileName(file))} is missing: run ./voicebus setup";
}
