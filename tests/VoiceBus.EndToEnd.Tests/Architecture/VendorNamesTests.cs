using System.Text.RegularExpressions;
using VoiceBus.Testing;

namespace VoiceBus.EndToEnd.Tests.Architecture;

/// <summary>
/// The host names no vendor, comments and console included: what it knows of one, the vendor's descriptor says. Only the program
/// adds them, a line each.
/// </summary>
public sealed partial class VendorNamesTests
{
    private static readonly string[] _rooms = ["Abstractions", "Core", "Gateway", "Management", "AspNetCore", "Protocol", "Server"];
    private static readonly string[] _kinds = [".cs", ".js", ".css", ".html", ".json"];

    [Fact]
    public void No_file_of_the_host_names_a_vendor()
    {
        var found = new List<string>();
        foreach (var file in _rooms.SelectMany(static room => Directory.EnumerateFiles(Path.Combine(Checkout.Folder, "src", $"VoiceBus.{room}"), "*", SearchOption.AllDirectories))
            .Where(static file => _kinds.Contains(Path.GetExtension(file)) && !Built().IsMatch(file)))
        {
            var lines = File.ReadAllLines(file);
            found.AddRange(lines.Select(static (line, i) => (line, i)).Where(static at => Vendor().IsMatch(at.line) && !Added().IsMatch(at.line))
                .Select(at => $"{Path.GetRelativePath(Checkout.Folder, file)}:{at.i + 1}: {at.line.Trim()}"));
        }

        found.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("// as OpenAI does", true)]
    [InlineData("if (type == \"openai\")", true)]
    [InlineData("\"/openapi/v1.json\"", false)]
    [InlineData("whisper to me", false)]
    public void A_vendor_is_known_when_it_is_read(string line, bool isVendor) => Vendor().IsMatch(line).ShouldBe(isVendor);

    [GeneratedRegex(@"[/\\](bin|obj)[/\\]")]
    private static partial Regex Built();

    [GeneratedRegex(@"^\s*\.Add\w+\(")]
    private static partial Regex Added();

    [GeneratedRegex("open-?ai(?!pi)|chatgpt|anthropic|gemini|azure|deepseek|mistral|ollama|vllm|openrouter|siliconflow|dashscope|aliyun|bailian|qwen|cosyvoice|paraformer|doubao|volc|iflytek|xunfei|tencent|baidu|minimax|elevenlabs|cartesia|deepgram|assemblyai|funasr|sensevoice|wyoming|whisper\\.net|whispercpp|piper|kokoro|edge-?tts|readaloud|gpt-?sovits|fishspeech|paddlespeech|indextts|dify|coze|fastgpt|moonshine|\\bespeak|\\bflite", RegexOptions.IgnoreCase)]
    private static partial Regex Vendor();
}
