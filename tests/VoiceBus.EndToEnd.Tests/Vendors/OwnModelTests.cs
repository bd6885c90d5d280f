using Microsoft.Extensions.DependencyInjection;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;
using VoiceBus.Testing.Vendors;

namespace VoiceBus.EndToEnd.Tests.Vendors;

/// <summary>Two settings and another model answers; its bad days reach the device as words and a stop.</summary>
public sealed class OwnModelTests
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_url_and_a_key_are_enough_to_be_answered_by_ones_own_model()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        await using var vendor = await FakeOpenAiServer.StartAsync(
            VendorReply.Words("😊 Hi from ", "the vendor. ", "Nice to meet you."));
        await using var server = await StartAsync(vendor);
        await using var device = await server.ConnectAsync(deadline.Token);
        var turn = await device.TypeAsync("hello", deadline.Token);

        turn.Text.ShouldBe("Hi from the vendor. Nice to meet you.");
        turn.Events.OfType<AudioReceived>().ShouldNotBeEmpty();
        var request = vendor.Requests.Single(request => request.Body.GetProperty("messages")[1].GetProperty("content").ToString().Contains("hello"));
        request.Authorization.ShouldBe("Bearer secret-key");
        request.Body.GetProperty("stream").GetBoolean().ShouldBeTrue();
        request.Body.GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("function").GetProperty("name").GetString())
            .ShouldBe(["set_timer", "cancel_timer", "list_timers", "set_alarm", "cancel_alarm", "list_alarms", "snooze", "end_conversation", "get_current_time", "calculate"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_model_that_asks_for_a_tool_gets_its_result_and_goes_on()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        await using var vendor = await FakeOpenAiServer.StartAsync(
            VendorReply.ToolCall("call_1", "calculate", """{"expression":"12*7"}"""), VendorReply.Words("It is 84."));
        await using var server = await StartAsync(vendor);
        await using var device = await server.ConnectAsync(deadline.Token);
        var turn = await device.TypeAsync("what is twelve times seven", deadline.Token);

        turn.Text.ShouldBe("It is 84.");
        vendor.Requests[^1].Body.GetProperty("messages").EnumerateArray().Last().ToString().ShouldContain("84");
    }

    [Theory]
    [InlineData("429")]
    [InlineData("500")]
    [InlineData("cut")]
    [InlineData("malformed")]
    [InlineData("empty")]
    public async Task A_bad_day_of_the_vendor_is_apologised_for_and_ends_with_a_stop(string day)
    {
        using var deadline = new CancellationTokenSource(_deadline);
        await using var vendor = await FakeOpenAiServer.StartAsync(BadDay(day));
        await using var server = await StartAsync(vendor);
        await using (var device = await server.ConnectAsync(deadline.Token))
        {
            var turn = await device.TypeAsync("hello", deadline.Token);
            turn.Sentences[^1].ShouldStartWith("Sorry");
            turn.Events.OfType<MessageReceived>().Count(received => received.Message is ServerMessage.TtsStop).ShouldBe(1);
        }

        await server.ShouldBecomeQuietAsync();
    }

    [Fact]
    public async Task Interrupting_closes_the_connection_to_a_model_that_hangs_in_mid_sentence()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        await using var vendor = await FakeOpenAiServer.StartAsync(VendorReply.HangAfter("Let me think about this. ", "Well"));
        await using var server = await StartAsync(vendor);
        await using (var device = await server.ConnectAsync(deadline.Token))
        {
            await device.DetectAsync("hello", deadline.Token);
            await device.ReadUntilAsync(static e => e is AudioReceived, deadline.Token);
            await device.AbortAsync(null, deadline.Token);
            await device.WaitForAsync<ServerMessage.TtsStop>(deadline.Token);
            await vendor.Requests[^1].Closed.WaitAsync(deadline.Token);
        }

        await server.ShouldBecomeQuietAsync();
    }

    private static VendorReply BadDay(string day) => day switch
    {
        "429" => VendorReply.Status(429, retryAfter: "1"),
        "500" => VendorReply.Status(500),
        "cut" => VendorReply.CutAfter("I was about to say"),
        "malformed" => VendorReply.Raw("data: {\"id\": oops\n\n"),
        _ => VendorReply.Words(),
    };

    private static Task<RunningServer> StartAsync(FakeOpenAiServer vendor) => RunningServer.StartAsync(
        ScriptedServer.WithoutProbes,
        $"--VoiceBus:Llm:Url={vendor.Url}", "--VoiceBus:Llm:Key=secret-key", "--VoiceBus:Llm:Model=some-model");
}
