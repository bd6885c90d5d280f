using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.Speech.Models;
using VoiceBus.Speech.Moonshine;

namespace VoiceBus.Speech.Tests.Models;

public sealed class ModelFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicebus").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void EachMissingFileIsNamedWithWhatToDo() => new ModelFolder(_folder).Missing().ShouldBe(
    [
        "models/silero/silero_vad_v6.onnx is missing: run ./voicebus setup",
        "models/moonshine/encoder_model.onnx is missing: run ./voicebus setup",
        "models/moonshine/decoder_model_merged.onnx is missing: run ./voicebus setup",
        "models/moonshine/llama-tokenizer.js is missing: run ./voicebus setup",
    ]);

    [Fact]
    public void NothingIsMissingAfterSetup() => TestModels.Folder.Missing().ShouldBeEmpty();

    [Fact]
    public async Task ARecogniserWithoutItsModelSaysSoAndRecoversWhenItIsThere()
    {
        using var factory = new MoonshineRecognizerFactory(new ModelFolder(_folder), new MoonshineOptions(), TimeProvider.System, NullEventSink.Instance);
        var failure = await Should.ThrowAsync<ProviderException>(factory.CreateAsync(CancellationToken.None));
        failure.Kind.ShouldBe(FailureKind.Unavailable);
        failure.Message.ShouldBe("models/moonshine/encoder_model.onnx is missing: run ./voicebus setup");

        Directory.CreateDirectory(Path.Combine(_folder, "moonshine"));
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(TestModels.Folder.MoonshineEncoder)!))
            File.CreateSymbolicLink(Path.Combine(_folder, "moonshine", Path.GetFileName(file)), file);
        await using var recognizer = await factory.CreateAsync(CancellationToken.None);
        recognizer.ShouldNotBeNull();
    }

    [Fact]
    public void ABrokenModelIsAFailureNotACrash()
    {
        var folder = new ModelFolder(_folder);
        Directory.CreateDirectory(Path.GetDirectoryName(folder.MoonshineEncoder)!);
        File.WriteAllText(folder.MoonshineEncoder, "not a model");
        File.WriteAllText(folder.MoonshineDecoder, "not a model");
        File.Copy(TestModels.Folder.MoonshineVocabulary, folder.MoonshineVocabulary);
        var failure = Should.Throw<ProviderException>(() => MoonshineModel.Load(folder, new MoonshineOptions(), NullEventSink.Instance));
        failure.Message.ShouldBe("encoder_model.onnx cannot be loaded: delete it and run ./voicebus setup");
    }
}
