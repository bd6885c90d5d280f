using System.Text.Json.Nodes;
using VoiceBus.Core.Services;
using VoiceBus.Providers.Tools;

namespace VoiceBus.Providers.Tests.Issues;

/// <summary>B5: a picture inside a result becomes a word before anything is cut, and what it shows is read.</summary>
public sealed class B05EmbeddedPicturesTests
{
    private static readonly string _jpeg = Convert.ToBase64String([0xff, 0xd8, 0xff, 0xe0, .. Random(24_000)]);
    private static readonly string _png = Convert.ToBase64String([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, .. Random(5_000)]);
    private static readonly string _wav = Convert.ToBase64String([.. "RIFF\0\0\0\0WAVEfmt "u8, .. Random(5_000)]);
    private static readonly string _other = Convert.ToBase64String([1, 2, 3, .. Random(3_000)]);

    public static TheoryData<string, string> Texts => new()
    {
        { $$$"""{"success":true,"photo_data":"data:image/jpeg;base64,{{{_jpeg}}}","vision_analysis":{"text":"a cat"}}""", """{"success":true,"photo_data":"[an image]","vision_analysis":{"text":"a cat"}}""" },
        { $$"""{"photo":"{{_png}}","text":"a dog"}""", """{"photo":"[an image]","text":"a dog"}""" },
        { $$"""{"photo":"{{_jpeg.Replace("/", "\\/", StringComparison.Ordinal)}}","text":"a dog"}""", """{"photo":"[an image]","text":"a dog"}""" },
        { $$"""{"photo":"data:image\/png;base64,{{_png.Replace("/", "\\/", StringComparison.Ordinal)}}"}""", """{"photo":"[an image]"}""" },
        { $"here: {_wav}.", "here: [a sound]." },
        { $"here: data:audio/mpeg;base64,{_other} and there", "here: [a sound] and there" },
        { $"{_other}", "[data]" },
        { string.Join('\n', _png.Chunk(76).Select(static line => new string(line))) + "\nThe end.", "[an image]\nThe end." },
        { $$"""{"photo":"{{string.Join("\\n", _png.Chunk(76).Select(static line => new string(line)))}}"}""", """{"photo":"[an image]"}""" },
        { "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA= is a dot, which is a small picture of one pixel.", "[an image] is a dot, which is a small picture of one pixel." },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Data_inside_a_text_becomes_a_word(string text, string named) => EmbeddedData.Name(text).ShouldBe(named);

    [Theory]
    [InlineData("https://example.org/listen/aB3dE5gH7jK9aB3dE5gH7jK9aB3dE5gH7jK9aB3dE5gH7jK9aB3dE5gH7jK9aB3dE5gH7jK9aB3dE5gH7jK9aB3dE5gH7jK9aB3dE5gH7jK9aB3dE5gH7jK9aB3dE5gH7jK9aB3dE5gH7jK9aB3dE5gH7jK9aB3dE5gH7jK9aB3dE5gH7jK9aB3dE5gH7jK9aB3dE5gH7jK9aB3dE5gH7jK9aB3dE5gH7jK9aB3dE5gH7jK9aB3dE5gH7jK9/song.mp3")]
    [InlineData("sk-aB3dE5gH7jK9aB3dE5gH7jK9aB3dE5gH7jK9aB3dE5gH7jK9aB3dE5gH7jK9")]
    [InlineData("a text of many words, with data: and base64, and nothing of either in it; it only speaks of them at some length, which is no crime at all")]
    public void What_a_model_needs_stays(string text) => EmbeddedData.Name(text).ShouldBe(text);

    [Fact]
    public void A_long_word_of_letters_is_no_data() => EmbeddedData.Name(new string('x', 5000)).ShouldBe(new string('x', 5000));

    [Theory]
    [InlineData("""{"content":[{"type":"image","data":"AAAA","mimeType":"image/png"},{"type":"text","text":"a cat"}]}""", "[an image]\na cat", false)]
    [InlineData("""{"content":[{"type":"audio","data":"AAAA"},{"type":"resource","resource":{"uri":"file:///a.png","mimeType":"image/png","blob":"AAAA"}},{"type":"resource","resource":{"uri":"file:///a.txt","text":"words"}}]}""", "[a sound]\n[an image]\nwords", false)]
    [InlineData("""{"content":[{"type":"resource_link","name":"a file","uri":"file:///a"},{"type":"newer kind","text":"words"},{"type":"text","text":7},null,"bare"]}""", "[a file: file:///a]\nwords\n7\nbare", false)]
    [InlineData("""{"content":{"type":"text","text":"one"},"isError":"true"}""", "one", true)]
    [InlineData("""{"content":"a text","isError":false}""", "a text", false)]
    [InlineData("""{"content":[],"structuredContent":{"a":1}}""", """{"a":1}""", false)]
    [InlineData("""{"content":[{"type":"text","text":{"a":1}}]}""", """{"a":1}""", false)]
    [InlineData("[1,2]", "[1,2]", false)]
    public void A_result_is_read_item_by_item(string result, string text, bool isError)
    {
        var read = ToolResultReader.Read(JsonNode.Parse(result));
        (read.Text, read.IsError).ShouldBe((text, isError));
        read.Pictures.Count.ShouldBe(result.Contains("image/png", StringComparison.Ordinal) ? 1 : 0);
    }

    private static byte[] Random(int length)
    {
        var bytes = new byte[length];
        new Random(7).NextBytes(bytes);
        return bytes;
    }
}
