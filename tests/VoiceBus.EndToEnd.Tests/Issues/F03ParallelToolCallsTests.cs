using VoiceBus.Testing.Vendors;

namespace VoiceBus.EndToEnd.Tests.Issues;

/// <summary>F3 F7 (L10 L14 L16 L17 of public reports): two calls of one answer both run, and go back with the thought behind them.</summary>
public sealed class F03ParallelToolCallsTests
{
    [Fact]
    public async Task Two_calls_with_the_same_index_both_run_and_the_thought_behind_them_goes_back()
    {
        await using var odd = await OddVendor.StartAsync(
            OddVendor.Events(
                """{"choices":[{"index":0,"delta":{"role":"assistant","content":null,"reasoning_content":"Two sums."}}]}""",
                """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_a","function":{"name":"calculate","arguments":"{\"expression\":\"1+1\"}"}}]}}]}""",
                """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_b","function":{"name":"calculate","arguments":{"expression":"20+3"}}}]},"finish_reason":"stop"}]}"""),
            VendorReply.Words("Two and twenty three."));

        (await odd.TypeAsync("what is one and one, and twenty and three")).ShouldBe("Two and twenty three.");

        var messages = odd.Vendor.Requests[^1].Body.GetProperty("messages").EnumerateArray().ToArray();
        messages.Where(static message => message.GetProperty("role").GetString() == "tool").Select(static message => message.GetProperty("content").GetString())
            .ShouldBe(["2", "23"]);
        var asked = messages.Single(static message => message.TryGetProperty("tool_calls", out _));
        asked.GetProperty("content").GetString().ShouldBe("");
        asked.GetProperty("reasoning_content").GetString().ShouldBe("Two sums.");
    }
}
