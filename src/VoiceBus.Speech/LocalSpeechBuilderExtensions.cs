using VoiceBus;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Files;
using VoiceBus.Speech;
using VoiceBus.Speech.Models;
using VoiceBus.Speech.Sounds;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds what hears and speaks on this machine.</summary>
public static class LocalSpeechBuilderExtensions
{
    /// <summary>
    /// Adds Opus and PCM, Silero's voice detector, the recogniser <c>moonshine</c>, the voices <c>espeak</c> and <c>flite</c>, and the
    /// sounds of a folder (<c>VoiceBus:Tools:Sounds</c>, else <c>sounds</c> in the data folder). Model files lie in
    /// <c>VoiceBus:Models</c>, else in a folder <c>models</c>. Nothing is loaded before it is used.
    /// </summary>
    public static IVoiceBusBuilder AddLocalSpeech(this IVoiceBusBuilder builder)
    {
        var models = builder.Configuration["VoiceBus:Models"] is { Length: > 0 } given
            ? new ModelFolder(given)
            : ModelFolder.Locate(Directory.GetCurrentDirectory(), builder.Configuration["contentRoot"] ?? AppContext.BaseDirectory);
        var sounds = builder.Configuration["VoiceBus:Tools:Sounds"];
        builder.Services
            .AddSingleton(services => new LocalSpeech(
                models, services.GetRequiredService<TimeProvider>(), events: services.GetRequiredService<IEventSink>()))
            .AddSingleton(static services => services.GetRequiredService<LocalSpeech>().Codecs)
            .AddSingleton(static services => services.GetRequiredService<LocalSpeech>().VoiceDetectors)
            .AddSingleton<ISoundLibrary>(services => new SoundFolder(
                sounds ?? Path.Combine(services.GetRequiredService<DataFolder>().Path, "sounds"), services.GetRequiredService<TimeProvider>()));
        return builder
            .AddProvider(new ProviderDescriptor<ISpeechRecognizer, NoProviderOptions>(
                ServiceType.Asr, "moonshine", static (services, _, _, token) => services.GetRequiredService<LocalSpeech>().CreateMoonshineAsync(token))
            { IsLocal = true, Languages = ["en"], Default = new ProviderDefault("moonshine", 100, 256) })
            .AddProvider(new ProviderDescriptor<ISpeechSynthesizer, NoProviderOptions>(
                ServiceType.Tts, "espeak", static (services, _, _, token) => services.GetRequiredService<LocalSpeech>().CreateEspeakAsync(token))
            { IsLocal = true, Default = new ProviderDefault("espeak", 100) })
            .AddProvider(new ProviderDescriptor<ISpeechSynthesizer, NoProviderOptions>(
                ServiceType.Tts, "flite", static (_, _, _, token) => LocalSpeech.CreateFliteAsync(token))
            { IsLocal = true, Languages = ["en"], Default = new ProviderDefault("flite", 101) });
    }
}
