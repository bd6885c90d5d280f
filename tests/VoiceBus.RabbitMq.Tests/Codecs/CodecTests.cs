using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Memory;
using VoiceBus.Core.ReplyText;
using VoiceBus.Core.Services;
using VoiceBus.RabbitMq.Codecs;
using VoiceBus.RabbitMq.Wire;

namespace VoiceBus.RabbitMq.Tests.Codecs;

public sealed class CodecTests
{
    [Fact]
    public void A_packet_travels_as_its_bytes()
    {
        byte[] bytes = [1, 2, 255, 0];
        using var packet = AudioPacket.Copy(bytes);
        using var buffer = new PooledBuffer();

        AudioWire.Write(buffer, packet);

        buffer.Span.ToArray().ShouldBe(bytes);
        using var back = AudioWire.Read(buffer.Span);
        back.Bytes.ToArray().ShouldBe(bytes);
    }

    [Fact]
    public void A_pause_marker_travels_as_nothing()
    {
        using var buffer = new PooledBuffer();
        new AsrCodec().WriteInput(buffer, AudioPacket.Pause);
        buffer.Length.ShouldBe(0);
        new AsrCodec().ReadInput(buffer.Span).IsPause.ShouldBeTrue();
    }

    [Fact]
    public void Speech_has_no_pauses() => Should.Throw<FormatException>(() => new TtsCodec().ReadReply([]).Dispose());

    [Theory]
    [InlineData(2, 24_000, 60)]
    [InlineData(0, 0, 60)]
    [InlineData(0, 200_000, 60)]
    [InlineData(1, 16_000, 0)]
    [InlineData(1, 16_000, 1001)]
    public void A_format_that_cannot_be_is_refused(byte codec, int rate, int duration)
    {
        using var buffer = new PooledBuffer();
        AudioWire.Write(buffer, new AudioFormat((AudioCodec)codec, rate, duration));
        Should.Throw<FormatException>(() =>
        {
            var reader = new WireReader(buffer.Span);
            AudioWire.ReadFormat(ref reader);
        });
    }

    [Theory]
    [InlineData(null, true, 20)]
    [InlineData("zh-CN", false, 60)]
    public void A_recognition_request_arrives(string? language, bool partials, int duration)
    {
        var request = new RecognitionRequest(language, partials) { Format = new AudioFormat(AudioCodec.Opus, 16_000, duration), Provider = "mine" };
        Request(new AsrCodec(), request).ShouldBe(request);
    }

    [Theory]
    [InlineData(10, 20)]
    [InlineData(60, 3)]
    [InlineData(120, 1)]
    [InlineData(1000, 0)]
    public void A_fifth_of_a_second_of_audio_shares_a_message(int duration, int packets) =>
        new AsrCodec().GatheredItems(new RecognitionRequest(null, false) { Format = new AudioFormat(AudioCodec.Opus, 16_000, duration) })
            .ShouldBe(packets);

    [Fact]
    public void Hot_words_arrive() =>
        Request(new AsrCodec(), new RecognitionRequest("zh", true) { HotWords = ["小智", "VoiceBus"] }).HotWords.ShouldBe(["小智", "VoiceBus"]);

    [Fact]
    public void The_end_of_a_turn_arrives() =>
        Reply(new AsrCodec(), new Transcript("done", TranscriptKind.Partial, "vendor") { EndOfTurn = true }).EndOfTurn.ShouldBeTrue();

    [Fact]
    public void A_transcript_arrives() =>
        Reply(new AsrCodec(), new Transcript("你好 – hello", TranscriptKind.AtPause, "moonshine"))
            .ShouldBe(new Transcript("你好 – hello", TranscriptKind.AtPause, "moonshine"));

    [Fact]
    public void A_request_of_a_node_of_before_leaves_the_order_to_the_service()
    {
        using var buffer = new PooledBuffer();
        WireWriter.Text(buffer, "Good morning.");
        WireWriter.Text(buffer, null);
        WireWriter.Text(buffer, null);
        AudioWire.Write(buffer, AudioFormat.DefaultDownlink);
        var reader = new WireReader(buffer.Span);
        new TtsCodec().ReadRequest(ref reader).ShouldBe(new SynthesisRequest("Good morning."));
    }

    [Fact]
    public void A_synthesis_request_arrives()
    {
        var request = new SynthesisRequest("Good morning.", "slt", "en") { Format = new AudioFormat(AudioCodec.Pcm, 48_000, 20), Provider = "mine", Speed = 1.25, Pitch = 0.9, Volume = 1.5, Emotion = "happy" };
        Request(new TtsCodec(), request).ShouldBe(request);
    }

    [Fact]
    public void A_tool_call_and_its_result_arrive()
    {
        var request = Request(new McpCodec(), new ToolRequest("weather", JsonElement.Parse("""{"city":"Köln","days":3}""")));
        request.Tool.ShouldBe("weather");
        request.Arguments.GetProperty("city").GetString().ShouldBe("Köln");
        Reply(new McpCodec(), new ToolResult("sunny", IsError: true)).ShouldBe(new ToolResult("sunny", IsError: true));
        var seen = Reply(new McpCodec(), new ToolResult("[an image]", false) { Pictures = [new ToolPicture("image/png", new byte[] { 1, 2, 3 })] });
        (seen.Text, seen.Pictures.Single().MediaType).ShouldBe(("[an image]", "image/png"));
        seen.Pictures[0].Data.ToArray().ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void A_dialogue_with_tools_arrives()
    {
        ChatMessage[] messages =
        [
            new(ChatRole.System, "Be brief."),
            new(ChatRole.User, "Weather?"),
            new(ChatRole.Assistant, [new FunctionCallContent("1", "weather", new Dictionary<string, object?> { ["city"] = "Köln" })]),
            new(ChatRole.Tool, [new FunctionResultContent("1", "sunny")]),
        ];
        var tool = AIFunctionFactory.CreateDeclaration("weather", "Tells the weather", JsonElement.Parse("""{"type":"object"}"""));

        var back = Request(new LlmCodec(), new ChatRequest(messages, [tool]));

        back.Messages.Select(static message => message.Role).ShouldBe([ChatRole.System, ChatRole.User, ChatRole.Assistant, ChatRole.Tool]);
        back.Messages[1].Text.ShouldBe("Weather?");
        back.Messages[2].Contents.ShouldHaveSingleItem().ShouldBeOfType<FunctionCallContent>().Name.ShouldBe("weather");
        back.Messages[3].Contents.ShouldHaveSingleItem().ShouldBeOfType<FunctionResultContent>().Result!.ToString().ShouldBe("sunny");
        var (name, description) = (back.Tools.ShouldHaveSingleItem().Name, back.Tools[0].Description);
        (name, description).ShouldBe(("weather", "Tells the weather"));
        back.Tools[0].JsonSchema.GetProperty("type").GetString().ShouldBe("object");
    }

    [Fact]
    public void A_picture_arrives_byte_for_byte()
    {
        var picture = new byte[300_000];
        Random.Shared.NextBytes(picture);
        var request = new ChatRequest([new ChatMessage(ChatRole.User, [new TextContent("What?"), new DataContent(picture, "image/webp")])], []);
        var back = Request(new LlmCodec(), request);

        back.HasPicture.ShouldBeTrue();
        var arrived = back.Messages.ShouldHaveSingleItem().Contents.OfType<DataContent>().ShouldHaveSingleItem();
        arrived.MediaType.ShouldBe("image/webp");
        arrived.Data.Span.SequenceEqual(picture).ShouldBeTrue();
    }

    [Fact]
    public void A_marked_continuation_stays_marked()
    {
        var request = new ChatRequest(Continuation.Of([new ChatMessage(ChatRole.User, "Go")], "I w"), []);
        var back = Request(new LlmCodec(), request);
        back.Messages.Count(Continuation.IsPartOf).ShouldBe(2);
    }

    [Fact]
    public void What_a_tool_answered_in_an_earlier_turn_travels_with_the_dialogue()
    {
        var dialogue = new Dialogue(new ContextBudget(100, 10_000, new EstimatedTokens()));
        dialogue.Commit(new HistoryTurn
        {
            Id = "t",
            DeviceId = "d",
            SessionId = "s",
            At = default,
            UserText = "set a tea timer",
            PlayedText = "",
            Ending = "interrupted",
            Tools = [new ToolUse(0, "set_timer", "{\"name\":\"tea\",\"seconds\":240}", "The timer runs.")],
        });
        var sent = dialogue.Ask(new Persona { Prompt = "Be brief." }, "did you?");

        var back = Request(new LlmCodec(), new ChatRequest(sent, [])).Messages;

        back.Select(static message => message.Role).ShouldBe(sent.Select(static message => message.Role));
        var call = back[2].Contents.OfType<FunctionCallContent>().Single();
        (call.Name, call.Arguments!["seconds"]!.ToString()).ShouldBe(("set_timer", "240"));
        var result = back[3].Contents.OfType<FunctionResultContent>().Single();
        (result.CallId, result.Result!.ToString()).ShouldBe((call.CallId, "The timer runs."));
    }

    [Fact]
    public void The_newest_words_of_a_joined_message_stay_known()
    {
        var joined = NewestWords.Set(new ChatMessage(ChatRole.User, "why?\nwhat time is it?"), "what time is it?");
        NewestWords.Of(Request(new LlmCodec(), new ChatRequest([joined], [])).Messages[0]).ShouldBe("what time is it?");
    }

    [Fact]
    public void What_takes_a_reply_back_travels()
    {
        var back = Reply(new LlmCodec(), new ChatResponseUpdate(ChatRole.Assistant, [Retraction.Create()]));
        Retraction.Is(back.Contents.Single()).ShouldBeTrue();
        back.Text.ShouldBeEmpty("a node of before knows it as a thought without words");
    }

    [Fact]
    public void Updates_arrive_with_words_and_tool_calls()
    {
        var call = new FunctionCallContent("7", "timer", new Dictionary<string, object?> { ["seconds"] = 5 });
        var back = Reply(new LlmCodec(), new ChatResponseUpdate(ChatRole.Assistant, [new TextContent("Yes."), call]) { MessageId = "m" });
        (back.Text, back.MessageId).ShouldBe(("Yes.", "m"));
        back.Contents.OfType<FunctionCallContent>().ShouldHaveSingleItem().Arguments!["seconds"]!.ToString().ShouldBe("5");
    }

    [Fact]
    public void A_providers_failure_arrives_whole()
    {
        var sent = new ProviderException(ServiceType.Llm, "openai", FailureKind.RateLimited, true, "slow down", TimeSpan.FromSeconds(7));
        var back = Failure(sent).ShouldBeOfType<ProviderException>();
        (back.Service, back.Provider, back.Kind, back.Retryable, back.Message, back.RetryAfter)
            .ShouldBe((ServiceType.Llm, "openai", FailureKind.RateLimited, true, "slow down", TimeSpan.FromSeconds(7)));
    }

    [Fact]
    public void Another_failure_arrives_as_what_it_is()
    {
        var back = Failure(new CallFailedException(ServiceType.Llm, FailureKind.Disabled, "off"));
        back.GetType().ShouldBe(typeof(CallFailedException));
        (back.Kind, back.Message).ShouldBe((FailureKind.Disabled, "off"));
    }

    private static CallFailedException Failure(CallFailedException failure)
    {
        using var buffer = new PooledBuffer();
        FailureCodec.Write(buffer, failure);
        return FailureCodec.Read(ServiceType.Llm, buffer.Span);
    }

    private static TRequest Request<TRequest, TInput, TReply>(ContractCodec<TRequest, TInput, TReply> codec, TRequest request)
        where TRequest : notnull
    {
        using var buffer = new PooledBuffer();
        codec.WriteRequest(buffer, request);
        var reader = new WireReader(buffer.Span);
        var back = codec.ReadRequest(ref reader);
        reader.Rest.Length.ShouldBe(0);
        return back;
    }

    private static TReply Reply<TRequest, TInput, TReply>(ContractCodec<TRequest, TInput, TReply> codec, TReply reply)
        where TRequest : notnull
    {
        using var buffer = new PooledBuffer();
        codec.WriteReply(buffer, reply);
        return codec.ReadReply(buffer.Span);
    }
}
