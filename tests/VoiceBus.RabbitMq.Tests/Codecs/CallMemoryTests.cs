using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Services;
using VoiceBus.RabbitMq.Codecs;

namespace VoiceBus.RabbitMq.Tests.Codecs;

public sealed class CallMemoryTests
{
    [Property]
    public Property Speech_cut_anywhere_and_repeated_in_other_frames_is_whole() => Prop.ForAll(
        Gen.Choose(1, 400).ArrayOf().Where(static frames => frames.Length > 0).ToArbitrary(),
        Gen.Choose(1, 400).ArrayOf().Where(static frames => frames.Length > 0).ToArbitrary(),
        Gen.Choose(0, 20).ToArbitrary(),
        static (first, second, given) =>
        {
            var samples = Enumerable.Range(0, Math.Min(first.Sum(), second.Sum())).Select(static i => (short)i).ToArray();
            var memory = new TtsCodec().Remember(new SynthesisRequest("a sentence"));
            var heard = new List<short>();
            memory.Ask();
            Speak(memory, Cut(samples, first).Take(given), heard);
            memory.Ask();
            Speak(memory, Cut(samples, second), heard);
            return heard.SequenceEqual(samples);
        });

    [Fact]
    public void A_reply_is_complete_once_a_tool_was_asked_for()
    {
        var memory = new LlmCodec().Remember(new ThinkingRequest([], []));
        memory.Ask();
        var passed = new List<ChatResponseUpdate>();
        memory.Receive(new ChatResponseUpdate(ChatRole.Assistant, "Let me see."), passed.Add);
        memory.IsComplete.ShouldBeFalse();
        memory.Receive(new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent("1", "weather")]), passed.Add);
        memory.IsComplete.ShouldBeTrue();
        passed.Count.ShouldBe(2);
    }

    [Fact]
    public void Words_held_for_a_repetition_are_said_at_the_end()
    {
        var memory = new LlmCodec().Remember(new ThinkingRequest([], []));
        memory.Ask();
        var said = "";
        void Say(ChatResponseUpdate update) => said += update.Text;
        memory.Receive(new ChatResponseUpdate(ChatRole.Assistant, "I like tea and "), Say);
        memory.Ask();
        memory.Receive(new ChatResponseUpdate(ChatRole.Assistant, "and t"), Say);
        memory.Finish(Say);
        said.ShouldBe("I like tea and t");
    }

    [Fact]
    public void Only_the_list_of_tools_may_be_asked_for_twice()
    {
        new McpCodec().Remember(ToolRequest.List).MayRepeat.ShouldBeTrue();
        new McpCodec().Remember(new ToolRequest("order", ToolRequest.List.Arguments)).MayRepeat.ShouldBeFalse();
    }

    private static void Speak(CallMemory<SynthesisRequest, AudioFrame> memory, IEnumerable<short[]> frames, List<short> heard)
    {
        foreach (var frame in frames)
            memory.Receive(AudioFrame.Copy(frame, 16_000), passed =>
            {
                using (passed)
                    heard.AddRange(passed.Samples);
            });
    }

    private static IEnumerable<short[]> Cut(short[] samples, int[] lengths)
    {
        var at = 0;
        foreach (var length in lengths)
        {
            var frame = samples.Skip(at).Take(length).ToArray();
            at += length;
            if (frame.Length > 0)
                yield return frame;
        }
        if (at < samples.Length)
            yield return samples[at..];
    }
}
