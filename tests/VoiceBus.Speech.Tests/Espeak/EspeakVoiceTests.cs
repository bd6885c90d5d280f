using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;
using VoiceBus.Speech.Espeak;

namespace VoiceBus.Speech.Tests.Espeak;

public sealed class EspeakVoiceTests
{
    [Theory]
    [InlineData("Hello there", null, null, "en-us")]
    [InlineData("你好,今天天气怎么样?", null, null, "cmn-latn-pinyin")]
    [InlineData("こんにちは", null, null, "ja")]
    [InlineData("안녕하세요", null, null, "ko")]
    [InlineData("Hello", null, "zh-CN", "cmn-latn-pinyin")]
    [InlineData("Hello", null, "zh_CN", "cmn-latn-pinyin")]
    [InlineData("Hello", null, "zh-TW", "cmn-latn-pinyin")]
    [InlineData("Hello", null, "zh-Hant-TW", "cmn-latn-pinyin")]
    [InlineData("Hello", null, "cmn-Hans-CN", "cmn-latn-pinyin")]
    [InlineData("Hello", null, "zh-HK", "yue")]
    [InlineData("Hello", null, "zh-Hant-HK", "yue")]
    [InlineData("Hello", null, "yue-HK", "yue")]
    [InlineData("Hello", null, "en-GB", "en-gb")]
    [InlineData("Hello", null, "en", "en-us")]
    [InlineData("Olá", null, "pt-BR", "pt-br")]
    [InlineData("Guten Tag", null, "de-DE", "de")]
    [InlineData("Hello", "en-us+f3", "de", "en-us+f3")]
    [InlineData("Hello", "en", null, "en")]
    [InlineData("Hello", null, "en-AU", "en-us")]
    [InlineData("Hola", null, "es-419", "es-419")]
    [InlineData("Hello", "en-gb-scotland", null, "en-gb-scotland")]
    [InlineData("Hello", "en-us-nyc", null, "en-us-nyc")]
    [InlineData("Hello", "zh", null, "cmn-latn-pinyin")]
    [InlineData("Hello", "zh-CN", null, "cmn-latn-pinyin")]
    [InlineData("Hello", "zh-TW+f2", null, "cmn-latn-pinyin+f2")]
    [InlineData("Hello", "cmn", null, "cmn-latn-pinyin")]
    [InlineData("Hello", "cmn-latn-pinyin+f3", null, "cmn-latn-pinyin+f3")]
    [InlineData("Hello", "Chinese", null, "cmn-latn-pinyin")]
    [InlineData("Hello", "Mandarin", null, "cmn-latn-pinyin")]
    [InlineData("Hello", "zh-HK", null, "yue")]
    [InlineData("Hello", "Cantonese", null, "yue")]
    public void TheTextsLanguageChoosesTheVoice(string text, string? voice, string? language, string expected) =>
        EspeakVoice.Choose(text, voice, language).ShouldBe(expected);

    [Theory]
    [InlineData("-f")]
    [InlineData("../../etc/passwd")]
    [InlineData("a b")]
    public void AVoiceThatIsNoNameIsRefused(string voice) =>
        Should.Throw<ProviderException>(() => EspeakVoice.Choose("Hello", voice, null)).Kind.ShouldBe(FailureKind.BadRequest);
}
