using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Services;
using VoiceBus.RabbitMq.Codecs;
using VoiceBus.Testing.Bus;

namespace VoiceBus.RabbitMq.Tests.Codecs;

public sealed class CallReplayStateTests
{
    [Property]
    public Property Speech_cut_anywhere_as_often_as_may_be_is_whole() => Prop.ForAll(
        Gen.Choose(1, 60).ToArbitrary(),
        Gen.Choose(0, 60).ArrayOf().ToArbitrary(),
        static (packets, cuts) =>
        {
            var memory = new TtsCodec().Remember(new SynthesisRequest("a sentence"));
            var heard = new List<int>();
            foreach (var given in (int[])[.. cuts, packets])
            {
                memory.Ask();
                for (var i = 0; i < Math.Min(given, packets); i++)
                    memory.Receive(Numbered.Packet(i), packet => heard.Add(Numbered.Take(packet)));
            }
            return heard.SequenceEqual(Enumerable.Range(0, packets));
        });

    [Fact]
    public void A_voice_that_says_it_in_fewer_packets_is_not_heard_twice()
    {
        var memory = new TtsCodec().Remember(new SynthesisRequest("a sentence"));
        var heard = new List<int>();
        foreach (var packets in (int[])[5, 4])
        {
            memory.Ask();
            for (var i = 0; i < packets; i++)
                memory.Receive(Numbered.Packet(i), packet => heard.Add(Numbered.Take(packet)));
        }
        heard.ShouldBe([0, 1, 2, 3, 4]);
    }

    [Fact]
    public void A_reply_is_complete_once_a_tool_was_asked_for()
    {
        var memory = new LlmCodec().Remember(new ChatRequest([], []));
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
        var memory = new LlmCodec().Remember(new ChatRequest([], []));
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
}
