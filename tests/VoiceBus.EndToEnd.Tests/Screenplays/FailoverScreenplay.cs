using System.Net;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;
using VoiceBus.Testing.Providers;

namespace VoiceBus.EndToEnd.Tests.Screenplays;

/// <summary>The providers of one stage fail in every way; the device does not notice, or is told once.</summary>
/// <param name="service">The stage.</param>
public abstract class FailoverScreenplay(ServiceType service)
{
    private const string Apologies = "Sorry";
    private static readonly ServiceDeadlines _impatient = new()
    {
        FirstReply = TimeSpan.FromSeconds(1.5),
        Stall = TimeSpan.FromSeconds(1),
        Whole = TimeSpan.FromSeconds(8),
        Lease = TimeSpan.FromSeconds(1),
        Grace = TimeSpan.FromMilliseconds(200),
    };

    /// <summary>Every way in which a provider of the stage can fail.</summary>
    protected static TheoryData<string> WaysOf(ServiceType service) =>
        [.. Ways.Keys.Where(how => !how.Contains(service == ServiceType.Asr ? "midway" : "the audio", StringComparison.Ordinal))];

    private static Dictionary<string, Action<ProviderScript>> Ways { get; } = new()
    {
        ["hangs at creation"] = script => script.HoldCreation = true,
        ["cannot be made"] = script => script.FailCreation = new IOException("no route"),
        ["hangs"] = script => script.HoldBeforeReply = true,
        ["hangs and does not let go"] = script => script.HoldBeforeReply = script.IgnoreCancellation = true,
        ["hangs midway"] = script => (script.HoldAfterReply, script.After) = (true, 3),
        ["is cut"] = script => script.FailBeforeReply = new IOException("cut"),
        ["is cut midway"] = script => (script.FailAfterReply, script.After) = (new IOException("cut"), 3),
        ["drips midway"] = script => script.Drip = (TimeProvider.System, TimeSpan.FromSeconds(1.2)),
        ["hangs over the audio"] = script => script.HoldInputAfter = 3,
        ["is cut over the audio"] = script => script.FailInputAfter = 3,
        ["takes the audio by drops"] = script => script.Drip = (TimeProvider.System, TimeSpan.FromSeconds(1.2)),
        ["says 429"] = script => script.FailBeforeReply = new HttpRequestException("429", null, HttpStatusCode.TooManyRequests),
        ["says 500"] = script => script.FailBeforeReply = new HttpRequestException("500", null, HttpStatusCode.InternalServerError),
        ["says 500 midway"] = script => (script.FailAfterReply, script.After) =
            (new HttpRequestException("500", null, HttpStatusCode.InternalServerError), 2),
        ["lies: nothing"] = script => script.Lie = ProviderLie.Empty,
        ["lies: nonsense"] = script => script.Lie = ProviderLie.Nonsense,
        ["has a defect"] = script => script.FailBeforeReply = new InvalidOperationException("a bug"),
    };

    /// <summary>The primary fails in this way.</summary>
    protected async Task TheSpareAnswersAsync(string how)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var scripted = await ScriptedServer.StartAsync(_impatient, framesPerSentence: 4, spares: true);
        scripted.Answer = Answer;
        Ways[how](Primary(scripted));
        await using (var device = await scripted.Server.ConnectAsync(deadline.Token))
        {
            var turn = await PushToTalkAsync(device, deadline.Token);
            turn.ShouldBe("What a day. → You said What a day. That is what I heard. And this is the end.");
            // A second stop of the first turn would end the second one before its words.
            Mend(Primary(scripted));
            (await device.TypeAsync("Go on.", deadline.Token)).Text.ShouldBe("Yes.");
        }
        Primary(scripted).Release();
        await scripted.ShouldBecomeQuietAsync();
        scripted.Events.Of<TurnStageFailed>().ShouldBeEmpty();
        scripted.Events.Of<ProviderAttempted>().ShouldContain(
            @event => @event.Service == service.ToName() && @event.Provider == "scripted" && @event.Outcome == AttemptOutcomes.Failed);
    }

    /// <summary>Both fail in this way.</summary>
    protected async Task OneApologyIsSaidAsync(string how)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var scripted = await ScriptedServer.StartAsync(_impatient, framesPerSentence: 4, spares: true);
        scripted.Answer = Answer;
        Ways[how](Primary(scripted));
        Ways[how](Spare(scripted));
        await using (var device = await scripted.Server.ConnectAsync(deadline.Token))
        {
            var turn = await PushToTalkAsync(device, deadline.Token);
            turn.Split(Apologies).Length.ShouldBe(2, turn);
            Mend(Primary(scripted));
            Mend(Spare(scripted));
            (await device.TypeAsync("Go on.", deadline.Token)).Text.ShouldStartWith("Yes."); // Their circuits may be open still.
        }
        await scripted.ShouldBecomeQuietAsync();
        scripted.Events.Of<TurnStageFailed>().Count().ShouldBeLessThanOrEqualTo(2);
    }

    /// <summary>The primary is killed under twenty running calls.</summary>
    protected async Task EachCallIsRetriedAtMostOnceAsync()
    {
        const int Sessions = 20;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        await using var scripted = await ScriptedServer.StartAsync(framesPerSentence: 6, spares: true);
        var primary = Primary(scripted);
        primary.After = 3;
        primary.HoldAfterReply = service != ServiceType.Asr;
        primary.HoldBeforeReply = service == ServiceType.Asr;
        var talking = Enumerable.Range(0, Sessions).Select(async n =>
        {
            await using var device = await scripted.Server.ConnectAsync(deadline.Token, $"02:00:00:00:02:{n:x2}");
            return await PushToTalkAsync(device, deadline.Token);
        }).ToArray();
        for (var i = 0; i < Sessions; i++)
            await primary.Held.ReadAsync(deadline.Token);

        primary.Kill();

        (await Task.WhenAll(talking)).ShouldAllBe(
            turn => turn == "What a day. → You said What a day. That is what I heard. And this is the end.");
        await scripted.ShouldBecomeQuietAsync();
        var calls = scripted.Events.Of<ProviderAttempted>().GroupBy(@event => @event.CallId).ToArray();
        calls.ShouldAllBe(call => call.Count(@event => @event.Outcome == AttemptOutcomes.Failed) <= 1);
        calls.ShouldAllBe(call => call.Count(@event => @event.Outcome == AttemptOutcomes.Ok) == 1);
        calls.Count(call => call.Any(@event => @event.Outcome == AttemptOutcomes.Failed)).ShouldBeGreaterThanOrEqualTo(Sessions);
        scripted.Events.Of<TurnStageFailed>().ShouldBeEmpty();
    }

    private static string Answer(string heard) =>
        heard == "Go on." ? "Yes." : $"You said {heard} That is what I heard. And this is the end.";

    private static void Mend(ProviderScript script)
    {
        script.HoldCreation = script.HoldBeforeReply = script.HoldAfterReply = script.IgnoreCancellation = false;
        script.FailCreation = script.FailBeforeReply = script.FailAfterReply = null;
        script.HoldInputAfter = script.FailInputAfter = null;
        (script.Drip, script.Lie) = (null, ProviderLie.None);
    }

    private ProviderScript Primary(ScriptedServer server) => service switch
    {
        ServiceType.Asr => server.Asr,
        ServiceType.Llm => server.Llm,
        _ => server.Tts,
    };

    private ProviderScript Spare(ScriptedServer server) => service switch
    {
        ServiceType.Asr => server.SpareAsr,
        ServiceType.Llm => server.SpareLlm,
        _ => server.SpareTts,
    };

    /// <summary>One spoken turn: what was understood and what was said, up to the first stop.</summary>
    private static async Task<string> PushToTalkAsync(DeviceClient device, CancellationToken ct)
    {
        await device.PushToTalkAsync(ct);
        var events = await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.TtsStop }, ct);
        var messages = events.OfType<MessageReceived>().Select(static received => received.Message).ToArray();
        var sentences = messages.OfType<ServerMessage.SentenceStart>().Select(static sentence => sentence.Text);
        return $"{messages.OfType<ServerMessage.Stt>().LastOrDefault()?.Text} → {string.Join(' ', sentences)}";
    }
}
