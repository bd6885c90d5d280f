using Microsoft.Extensions.AI;
using VoiceBus.Core.ReplyText;
using VoiceBus.Core.Speaking;
using Xunit.Abstractions;

namespace VoiceBus.Core.Tests.Speaking.Corpus;

/// <summary>What is heard of what models write (foreign.md F4, F5, F13, F18), from the model's text to the sentences.</summary>
public sealed class CorpusTests(ITestOutputHelper output)
{
    private static readonly string[] _tools = ["get_time", "get_weather", "set_volume", "play_music"];

    private static readonly System.Text.Json.JsonSerializerOptions _compact = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    [Fact]
    public async Task What_is_heard_of_a_reply_is_what_a_person_would_read_out()
    {
        var wrong = new List<string>();
        foreach (var reply in CorpusReply.All)
        {
            var heard = await HearAsync(reply, int.MaxValue);
            if (!heard.SequenceEqual(reply.Heard))
                wrong.Add($"{reply.Name}\n   is {string.Join(" ¦ ", heard)}\n  not {string.Join(" ¦ ", reply.Heard)}");
        }

        output.WriteLine($"{wrong.Count} of {CorpusReply.All.Count} replies are heard otherwise than expected");
        wrong.ShouldBeEmpty(string.Join('\n', wrong));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task It_does_not_matter_how_the_text_arrives(int size)
    {
        foreach (var reply in CorpusReply.All)
            (await HearAsync(reply, size)).ShouldBe(await HearAsync(reply, int.MaxValue), reply.Name);
    }

    private static async Task<List<string>> HearAsync(CorpusReply reply, int size)
    {
        var calls = new List<string>();
        var sentences = new List<Sentence>();
        await foreach (var sentence in Sentences.Cut(Parts(reply, size, calls), reply.Language, TimeProvider.System, default))
        {
            if (sentence.Retracts)
                sentences.Clear();
            else if (sentence.Text.Length == 0 && sentences.Count > 0)
                sentences[^1] = sentences[^1] with { Emotion = sentences[^1].Emotion ?? sentence.Emotion };
            else
                sentences.Add(sentence);
        }

        return [.. sentences.Select(static one => one.Emotion is { } emotion ? $"[{emotion.Name}]{(one.Text.Length > 0 ? " " : "")}{one.Text}" : one.Text), .. calls];
    }

    private static async IAsyncEnumerable<ReplyPart> Parts(CorpusReply reply, int size, List<string> calls)
    {
        await Task.CompletedTask;
        var habit = new ThinkingHabit();
        foreach (var part in reply.Parts)
        {
            var filter = new ReplyTextFilter(_tools, habit);
            for (var at = 0; at < part.Length; at += Math.Min(size, part.Length))
                foreach (var read in Read(filter.Pass(part.Substring(at, Math.Min(size, part.Length - at))), calls))
                    yield return read;
            foreach (var read in Read(filter.Finish(), calls))
                yield return read;
            yield return ReplyPart.End;
        }
    }

    private static IEnumerable<ReplyPart> Read(IReadOnlyList<AIContent> contents, List<string> calls)
    {
        foreach (var content in contents)
        {
            if (content is TextContent text)
                yield return new ReplyPart(text.Text);
            else if (content is FunctionCallContent call)
                calls.Add($"! {call.Name} {System.Text.Json.JsonSerializer.Serialize(call.Arguments, _compact)}");
            else if (Retraction.Is(content))
                yield return ReplyPart.Retraction;
        }
    }
}
