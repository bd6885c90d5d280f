using System.Collections.Concurrent;
using System.Diagnostics;
using VoiceBus.Core.Bus;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;
using VoiceBus.Testing.Providers;

namespace VoiceBus.EndToEnd.Tests.Operating;

/// <summary>Each turn is one trace: its span is the root, what was asked over the bus are its children.</summary>
public sealed class TraceTests
{
    [Fact]
    public async Task The_calls_of_a_turn_are_children_of_its_span_the_recognition_before_it_included()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == BusTrace.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var scripted = await ScriptedServer.StartAsync();
        scripted.Heard = "My secret words.";
        await using var device = await scripted.Server.ConnectAsync(deadline.Token);
        await device.PushToTalkAsync(deadline.Token);
        await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.TtsStop }, deadline.Token);
        await device.TypeAsync("My secret words.", deadline.Token);
        await Eventually.TrueAsync(() => Turns().Length == 2);
        // A call's span ends a moment after its caller has read the last of it.
        await Eventually.TrueAsync(
            () => Calls(Turns()[0]).Contains("mcp") && Calls(Turns()[0]).Length >= 6 && Calls(Turns()[1]).Length >= 4,
            () => $"{string.Join(' ', Calls(Turns()[0]))}; {string.Join(' ', Calls(Turns()[1]))}");

        var (spoken, typed) = (Turns()[0], Turns()[1]);
        (spoken.ParentSpanId, typed.ParentSpanId).ShouldBe((default, default), "a turn is not a part of the socket's request");
        spoken.TraceId.ShouldNotBe(typed.TraceId);
        Calls(spoken).Where(name => name != "mcp").ShouldBe(["asr", "llm", "tts", "tts", "tts"]);
        Calls(typed).Where(name => name != "mcp").ShouldBe(["llm", "tts", "tts", "tts"]);
        Calls(spoken).Concat(Calls(typed)).ShouldContain("mcp", "the tools are asked for over the bus");
        spoken.Events.Select(e => e.Name).ShouldBe(
            ["LastVoice", "EndOfSpeech", "Transcript", "FirstToken", "FirstSentence", "FirstTtsByte", "FirstFrameSent", "LastFrameSent", "Stop"]);
        spoken.GetTagItem("voicebus.ending").ShouldBe("completed");
        var model = ended.First(span => span.TraceId == typed.TraceId && span.Kind == ActivityKind.Client && (string?)span.GetTagItem("gen_ai.operation.name") == "chat");
        ended.Single(span => span.SpanId == model.ParentSpanId).OperationName.ShouldBe("llm", "each try of a provider is a child of its call");
        (model.Status, model.GetTagItem("voicebus.outcome"), model.GetTagItem("gen_ai.provider.name")).ShouldBe((ActivityStatusCode.Ok, "ok", "scripted"));
        foreach (var span in ended.Where(span => span.TraceId == spoken.TraceId || span.TraceId == typed.TraceId))
            string.Join(' ', span.TagObjects.Select(tag => $"{tag.Value}").Append(span.StatusDescription)).ShouldNotContain("secret");

        Activity[] Turns() => [.. ended
            .Where(span => span.OperationName == "turn" && (string?)span.GetTagItem("voicebus.session_id") == device.SessionId)
            .OrderBy(span => span.StartTimeUtc)];

        string[] Calls(Activity turn) => [.. ended
            .Where(span => span.TraceId == turn.TraceId && span.ParentSpanId == turn.SpanId)
            .Select(span => span.OperationName).Order()];
    }
}
