using System.Diagnostics;
using VoiceBus.Core.Processes;
using VoiceBus.Speech.Espeak;

namespace VoiceBus.Speech.Tests.Espeak;

/// <summary>What espeak-ng really says: its phonemes tell where a voice gives up and has English spell ("(en)").</summary>
public sealed class EspeakPhonemesTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("zh", "从前有一座怕黑的小灯塔。", "tsh'ong35")]
    [InlineData("zh-CN", "你好，今天天气很好。", "n'i35")]
    [InlineData("zh-TW", "價錢是多少？", "tS;'iA51")]
    [InlineData("cmn", "现在是12点30分，气温25°C，湿度50%，３加5=8。", "s.'o-51_| s.'i.51_| t'u51")]
    [InlineData("zh-HK", "你食咗飯未？今日天氣好好。", "n'ei5")]
    [InlineData("yue", "你食咗飯未？", "s'i6k")]
    [InlineData("ja", "こんにちは、カタカナ。", "k,onnit_s")]
    [InlineData("ko", "안녕하세요. 오늘 날씨가 좋습니다.", "'annj@Nh")]
    [InlineData("ru", "Привет, как дела?", "p@-r;iv;'et")]
    [InlineData("uk", "Привіт, як справи?", "p@-riv'it")]
    [InlineData("hi", "नमस्ते, आप कैसे हैं?", "n@m'Vste:")]
    [InlineData("bn", "আপনি কেমন আছেন", "k'emOn")]
    [InlineData("ta", "வணக்கம்", "VkkVm")]
    [InlineData("ar", "مرحبا كيف حالك؟", "k'ajfa")]
    [InlineData("fa", "سلام حال شما چطور است؟", "sal'Am")]
    [InlineData("ur", "آپ کیسے ہیں", "k'e:se:")]
    [InlineData("he", "שלום מה שלומך", "Sal'om")]
    [InlineData("el", "Γειά σου", "j'a su")]
    [InlineData("th", "สวัสดีครับ", "sa5wms")]
    [InlineData("vi", "Xin chào, bạn khỏe không?", "_b'a:6n")]
    [InlineData("ka", "გამარჯობა", "g'amardZ,oba")]
    [InlineData("am", "ሰላም", "s'@lam")]
    [InlineData("de-DE", "Guten Tag", "g'u:t@n")]
    public async Task A_language_is_spoken_by_a_voice_that_reads_its_script(string language, string text, string said)
    {
        var phonemes = await SayAsync(text, null, language);

        phonemes.ShouldNotContain("(en)");
        phonemes.ShouldContain(said);
    }

    [Theory]
    [InlineData("zh-CN", "请连接WiFi网络，打开YouTube。", "tS;'iE55", "w'aI f,aI", "l'uo51", "t'A21", "t'u:b")]
    [InlineData("zh-CN", "我有3个apple。", "s'a55n", "'ap@L")]
    [InlineData("zh-CN", "Hello World", "h@l'oU", "w'3:ld")]
    [InlineData("zh-CN", "他说<b>AT&T</b>[[x]]很好。", "s.w'o55", "'eIt2i:;@nt'i:", "X'Au214")]
    [InlineData("ja", "WiFiです", "w'aI f,aI", "d'esu")]
    [InlineData("en", "The Chinese for hello is 你好, and こんにちは in Japanese.", "h@l'oU", "n'i35", "X'Au214", "k,onnit_s")]
    [InlineData("de", "Hallo heißt 你好 auf Chinesisch.", "h'alo", "n'i35")]
    public async Task Each_script_is_spoken_by_a_voice_that_reads_it(string language, string text, params string[] said)
    {
        var phonemes = await SayAsync(text, null, language);

        phonemes.ShouldNotContain("(en)");
        var from = 0;
        foreach (var one in said)
        {
            var at = phonemes.IndexOf(one, from, StringComparison.Ordinal);
            at.ShouldBeGreaterThanOrEqualTo(from, $"{one} in {phonemes}");
            from = at;
        }
    }

    [Theory]
    [InlineData("zh")]
    [InlineData("zh-CN")]
    [InlineData("zh-TW")]
    [InlineData("cmn")]
    [InlineData("cmn+f3")]
    [InlineData("Chinese")]
    [InlineData("Mandarin")]
    [InlineData("cmn-latn-pinyin")]
    public async Task A_persona_may_name_its_Chinese_voice_as_people_do(string voice)
    {
        var phonemes = await SayAsync("你好", voice, null);

        phonemes.ShouldNotContain("(en)");
        phonemes.ShouldContain("n'i35_| X'Au214_|");
    }

    [Theory]
    [InlineData("2024年", "二零二四年")]
    [InlineData("圆周率是3.14", "圆周率是3点一四")]
    [InlineData("湿度50%", "湿度百分之50")]
    [InlineData("涨了2.5%", "涨了百分之2点五")]
    [InlineData("12:30", "12点30分")]
    [InlineData("8:00", "8点")]
    [InlineData("气温-5℃", "气温负5摄氏度")]
    [InlineData("￥100", "100元")]
    [InlineData("$2.50", "2点五零美元")]
    [InlineData("3+5=8", "3加5等于8")]
    [InlineData("3～5天", "3到5天")]
    [InlineData("版本1.5.2", "版本1.5.2")]
    [InlineData("1,000米", "1,000米")]
    [InlineData("你好。", "你好。")]
    public void Mandarin_signs_and_numbers_are_put_as_they_are_said(string written, string said) =>
        MandarinText.Spell(written).ShouldBe(said);

    private static async Task<string> SayAsync(string text, string? voice, string? language)
    {
        var speech = EspeakText.Of(text, EspeakVoice.Choose(text, voice, language));
        string[] arguments = ["-x", "-q", "--stdin", "-b", "1", "-v", speech.Voice, .. speech.IsMarkup ? ["-m"] : Array.Empty<string>()];
        await using var espeak = PipedProcess.Start(new ProcessStartInfo("espeak-ng", arguments), TimeProvider.System);
        await using (var input = new StreamWriter(espeak.Input))
            await input.WriteAsync(speech.Text);
        return await new StreamReader(espeak.Output).ReadToEndAsync().WaitAsync(_limit);
    }
}
