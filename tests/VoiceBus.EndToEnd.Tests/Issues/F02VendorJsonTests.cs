using System.Text.Json;
using VoiceBus.Core.Diagnostics;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Testing.Vendors;

namespace VoiceBus.EndToEnd.Tests.Issues;

/// <summary>F2 F8 F15 (L01 L05 L31 L32 L34 L26 of public reports): a vendor's own spelling is spoken, and no defect of ours.</summary>
public sealed class F02VendorJsonTests
{
    [Fact]
    public async Task An_odd_vendor_answers_every_turn_and_stays_in_health()
    {
        await using var odd = await OddVendor.StartAsync(
            VendorReply.Status(422, """{"detail":[{"type":"extra_forbidden","loc":["body","stream_options"],"msg":"Extra inputs are not permitted"}]}"""),
            OddVendor.Events("""{"choices":[{"index":0,"delta":{"content":"The first "},"finish_reason":""}]}""", """{"choices":[{"index":0,"delta":{"content":"answer."},"finish_reason":""}]}""", "[DONE]"),
            OddVendor.Events("""{"created":"2023-10-20T10:00:00Z","choices":[{"index":0,"delta":{"content":"The second answer."},"finish_reason":"eos"}]}""", """{"choices":null,"usage":{}}"""),
            OddVendor.Events("""{"choices":[{"index":0,"delta":{"content":"The third \ud83d"}}]}""", """{"choices":[{"index":0,"delta":{"content":"\ude0a answer."}}]}"""),
            OddVendor.Events("""{"choices":[{"index":0,"delta":{"content":"The fourth "}}]}""", """{"choices":[{"in""", """{"choices":[{"index":0,"delta":{"content":"answer."},"finish_reason":"stop"}]}"""));

        foreach (var which in new[] { "first", "second", "third", "fourth" })
            (await odd.TypeAsync(which)).ShouldContain($"The {which}");

        using var http = new HttpClient();
        var readiness = JsonElement.Parse(await (await http.GetAsync(new Uri(odd.Server.Http, "/health/ready"), odd.Deadline)).Content.ReadAsStringAsync(odd.Deadline));
        readiness.GetProperty("checks").EnumerateArray().Single(static check => check.GetProperty("name").GetString() == "llm").GetProperty("ready").GetBoolean().ShouldBeTrue();
        odd.Vendor.Requests.Select(static request => request.Body.TryGetProperty("stream_options", out _)).ShouldBe([true, false, false, false, false]);
        await EventLedger.CatchUpAsync(odd.Server.Get<IEventSink>());
        odd.Told.Of<ProviderAnswerUnreadable>().ShouldNotBeEmpty();
        odd.Told.Of<CircuitOpened>().ShouldBeEmpty();
        odd.Told.Of<DefectCaught>().ShouldBeEmpty();
    }
}
