using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;
using VoiceBus.Speech.Moonshine;

namespace VoiceBus.Speech.Tests.Moonshine;

public sealed class VocabularyTests
{
    private static readonly Vocabulary _real = Vocabulary.Load(TestModels.Folder.MoonshineVocabulary);

    [Fact]
    public void PiecesMakeWords() => _real.Decode([15043, 29892, 3186, 29991]).ShouldBe("Hello, world!");

    [Fact]
    public void RawBytesMakeCharacters() =>
        _real.Decode([3 + 0xE4, 3 + 0xBD, 3 + 0xA0]).ShouldBe("\u4F60");

    [Fact]
    public void SpecialTokensSayNothing() => _real.Decode([0, 1, 2, 32_000, 32_767, -1]).ShouldBeEmpty();

    [Theory]
    [InlineData("export default {};")]
    [InlineData("\"AAAA\"")]
    public void AnotherFileIsRefusedByName(string content)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "llama-tokenizer.js");
        File.WriteAllText(file, content);
        var failure = Should.Throw<ProviderException>(() => Vocabulary.Load(file));
        failure.Kind.ShouldBe(FailureKind.Unavailable);
        failure.Message.ShouldContain("llama-tokenizer.js");
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }
}
