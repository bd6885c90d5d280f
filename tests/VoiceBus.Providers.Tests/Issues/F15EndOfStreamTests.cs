using System.Net;
using System.Net.Sockets;
using System.Text;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Providers.OpenAi;
using VoiceBus.Providers.Tests.OpenAi.Chat;
using VoiceBus.Testing.Vendors;

namespace VoiceBus.Providers.Tests.Issues;

/// <summary>F15 (L26 of public reports): a clean end with words is an end; a cut, or half a tool call, is none.</summary>
public sealed class F15EndOfStreamTests
{
    private const string Words = """{"choices":[{"index":0,"delta":{"content":"All of it."},"finish_reason":""}]}""";
    private const string HalfCall = """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"get_time","arguments":"{\"zone\":"}}]},"finish_reason":""}]}""";
    private const string WholeCall = """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"get_time","arguments":"{}"}}]},"finish_reason":""}]}""";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_with_an_end_of_its_own_ends_the_answer(bool isChunked)
    {
        await using var rig = await ChatRig.StartAsync(VendorReply.Body(Encoding.UTF8.GetBytes($"data: {Words}\n\n"), isChunked: isChunked));

        (await rig.AskAsync()).Said.ShouldBe("All of it.");
    }

    [Fact]
    public async Task The_last_event_needs_no_empty_line()
    {
        await using var rig = await ChatRig.StartAsync(VendorReply.Body(Encoding.UTF8.GetBytes($"data: {Words}")));

        (await rig.AskAsync()).Said.ShouldBe("All of it.");
    }

    [Fact]
    public async Task A_whole_call_at_a_clean_end_is_a_call_and_half_a_one_is_none()
    {
        await using var rig = await ChatRig.StartAsync(ChatRig.Answering(WholeCall), ChatRig.Answering(HalfCall), ChatRig.Answering(Words, HalfCall));

        (await rig.AskAsync()).Calls.ShouldBe(["get_time {}"]);
        for (var i = 0; i < 2; i++)
            (await Should.ThrowAsync<ProviderException>(() => rig.AskAsync())).Message.ShouldBe("vendor broke off in the middle of its answer");
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("data: [DONE]\n\n", true)]
    [InlineData("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n", true)]
    public async Task Where_only_the_line_ends_something_must_have_said_so(string end, bool isWhole)
    {
        await using var server = new OneAnswerServer($"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\ndata: {Words}\n\n{end}");
        await using var rig = await ChatRig.StartAsync();
        var asking = rig.AskAsync(rig.Client(new OpenAiCompatibleOptions { Url = server.Url, Model = "m" }));

        if (isWhole)
            (await asking).Said.ShouldBe("All of it.");
        else
            (await Should.ThrowAsync<ProviderException>(asking)).Kind.ShouldBe(FailureKind.BadResponse);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n", true)]
    public async Task A_body_that_promised_more_was_cut_unless_the_answer_had_ended(string end, bool isWhole)
    {
        await using var server = new OneAnswerServer($"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 5000\r\n\r\ndata: {Words}\n\n{end}");
        await using var rig = await ChatRig.StartAsync();
        var asking = rig.AskAsync(rig.Client(new OpenAiCompatibleOptions { Url = server.Url, Model = "m" }));

        if (isWhole)
            (await asking).Said.ShouldBe("All of it.");
        else
            (await Should.ThrowAsync<ProviderException>(asking)).Kind.ShouldBe(FailureKind.BadResponse);
    }

    [Fact]
    public async Task A_line_left_open_behind_the_end_is_not_waited_for()
    {
        await using var rig = await ChatRig.StartAsync(VendorReply.HangAfterFinish("All ", "of it."));
        var asking = rig.AskAsync();
        var request = await rig.Server.NextRequestAsync(rig.Deadline);

        // The clock is moved on until the wait behind the end has begun and is over.
        while (!asking.IsCompleted)
        {
            rig.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(asking, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, rig.Deadline));
        }

        (await asking).Said.ShouldBe("All of it.");
        await request.Closed.WaitAsync(rig.Deadline);
    }

    [Theory]
    [InlineData("network_error")]
    [InlineData("insufficient_system_resource")]
    public async Task A_vendor_that_says_it_broke_off_broke_off(string reason)
    {
        await using var rig = await ChatRig.StartAsync(ChatRig.Answering(Words, $$"""{"choices":[{"index":0,"delta":{},"finish_reason":"{{reason}}"}]}""", "[DONE]"));

        (await Should.ThrowAsync<ProviderException>(() => rig.AskAsync())).Message.ShouldContain(reason);
    }

    /// <summary>Answers one request with the bytes given and hangs up.</summary>
    private sealed class OneAnswerServer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _answering;

        public OneAnswerServer(string answer)
        {
            _listener.Start();
            _answering = BackgroundTask.Run(() => AnswerAsync(answer), new ExceptionGuard(NullEventSink.Instance, "test"));
        }

        public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1");

        public async ValueTask DisposeAsync()
        {
            _listener.Dispose();
            await _answering;
        }

        private async Task AnswerAsync(string answer)
        {
            using var client = await _listener.AcceptTcpClientAsync();
            var stream = client.GetStream();
            var request = "";
            var buffer = new byte[1 << 16];
            // The request's body is JSON and ends it.
            while (!request.EndsWith('}'))
                request += Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer));
            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer));
        }
    }
}
