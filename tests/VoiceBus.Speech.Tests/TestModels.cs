using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.Speech.Models;
using VoiceBus.Speech.Moonshine;

namespace VoiceBus.Speech.Tests;

/// <summary>The real models, loaded once for the whole test run.</summary>
internal static class TestModels
{
    public static ModelFolder Folder { get; } = ModelFolder.Locate(AppContext.BaseDirectory);

    private static readonly Lazy<MoonshineModel> _shared = new(() => MoonshineModel.Load(Folder, new MoonshineOptions(), NullEventSink.Instance));

    public static MoonshineModel Moonshine => _shared.Value;

    public static ISpeechRecognizer Recognizer(MoonshineOptions? options = null) =>
        new MoonshineRecognizer(Moonshine, options ?? new MoonshineOptions(), TimeProvider.System);
}
