using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;
using VoiceBus.Testing.Providers;

namespace VoiceBus.EndToEnd.Tests.Screenplays;

/// <summary>The configuration changes under people who talk.</summary>
public sealed class LiveConfigurationTests
{
    private const int Sessions = 20;
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Twenty_talking_sessions_lose_no_turn_when_the_model_is_switched()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        await using var models = await LiveModels.StartAsync(deadline.Token);
        models.Old.HoldAfterReply = true;
        var atWork = new CountdownEventAsync(Sessions);
        var talking = Enumerable.Range(0, Sessions).Select(n => TalkAsync(models, n, atWork, deadline.Token)).ToArray();

        // Ten are in the middle of the old model's answer, ten wait for one of its ten instances.
        for (var i = 0; i < 10; i++)
            (await models.Old.Held.ReadAsync(deadline.Token)).ShouldBe("after");
        var bus = models.Scripted.Server.Bus;
        await Eventually.TrueAsync(() => QueueOf(bus, ServiceType.Llm).InFlight == Sessions, () => QueueOf(bus, ServiceType.Llm).ToString());
        await models.PatchAsync(LiveModels.Providers("new", maxSize: Sessions), deadline.Token);
        models.Old.HoldAfterReply = false;
        models.Old.Release();
        await Task.WhenAll(talking);

        await models.Scripted.ShouldBecomeQuietAsync();
        (QueueOf(bus, ServiceType.Llm).Completed, bus.GetStatus().Queues.Sum(queue => queue.Failed + queue.Cancelled)).ShouldBe((Sessions * 2, 0));
        var ended = models.Scripted.Events.Of<TurnEnded>().ToArray();
        (ended.Length, ended.Count(turn => turn.Ending == "completed")).ShouldBe((Sessions * 2, Sessions * 2));
        (models.Old.Opened, models.New.Opened).ShouldBe((Sessions, Sessions));
        await Eventually.TrueAsync(() => models.Old.Instances == 0);
        models.Scripted.Events.Of<ConfigurationChanged>().Count().ShouldBe(2);
    }

    [Fact]
    public async Task Switching_to_and_fro_while_people_talk_loses_no_turn()
    {
        const int Turns = 4;
        using var deadline = new CancellationTokenSource(_deadline);
        await using var models = await LiveModels.StartAsync(deadline.Token);
        var talking = Task.WhenAll(Enumerable.Range(0, Sessions).Select(n => ChatAsync(models, n, Turns, deadline.Token)));
        var switches = 0;
        while (!talking.IsCompleted)
            await models.PatchAsync(LiveModels.Providers(switches++ % 2 == 0 ? "new" : "old", maxSize: 10), deadline.Token);
        await talking;

        await models.Scripted.ShouldBecomeQuietAsync();
        switches.ShouldBeGreaterThan(2);
        models.Scripted.Server.Bus.GetStatus().Queues.Sum(queue => queue.Failed + queue.Cancelled).ShouldBe(0);
        models.Scripted.Events.Of<ProviderAttempted>().ShouldAllBe(attempt => attempt.Outcome == AttemptOutcomes.Ok);
        (models.Old.Opened + models.New.Opened).ShouldBe(Sessions * Turns);
    }

    [Fact]
    public async Task A_service_switched_off_says_so_to_the_user_and_comes_back()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        await using var models = await LiveModels.StartAsync(deadline.Token);
        await using (var device = await models.Scripted.Server.ConnectAsync(deadline.Token))
        {
            await models.PatchAsync("""{"services":{"llm":{"enabled":false}}}""", deadline.Token);
            (await device.TypeAsync("Hello.", deadline.Token)).Sentences.ShouldBe(["Sorry, that is switched off at the moment."]);
            models.Old.Opened.ShouldBe(0);

            await models.PatchAsync("""{"services":{"llm":{"enabled":true}}}""", deadline.Token);
            (await device.TypeAsync("Hello.", deadline.Token)).Sentences[0].ShouldBe("This is old.");
        }

        await models.Scripted.ShouldBecomeQuietAsync();
    }

    private static async Task TalkAsync(LiveModels models, int n, CountdownEventAsync atWork, CancellationToken ct)
    {
        await using var device = await models.Scripted.Server.ConnectAsync(ct, $"02:00:00:00:02:{n:x2}");
        await device.PushToTalkAsync(ct);
        (await HearAsync(device, ct)).ShouldBe(["This is old.", "And this is the end."]);
        atWork.Signal();
        await atWork.Done.WaitAsync(ct);
        await device.PushToTalkAsync(ct);
        (await HearAsync(device, ct)).ShouldBe(["This is new.", "And this is the end."]);
    }

    private static async Task ChatAsync(LiveModels models, int n, int turns, CancellationToken ct)
    {
        await using var device = await models.Scripted.Server.ConnectAsync(ct, $"02:00:00:00:03:{n:x2}");
        for (var i = 0; i < turns; i++)
        {
            var sentences = (await device.TypeAsync("Hello.", ct)).Sentences;
            sentences[0].ShouldBeOneOf("This is old.", "This is new.");
            sentences[1].ShouldBe("And this is the end.");
        }
    }

    private static async Task<string[]> HearAsync(DeviceClient device, CancellationToken ct) =>
        [.. (await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.TtsStop }, ct))
            .OfType<MessageReceived>().Select(e => e.Message).OfType<ServerMessage.SentenceStart>().Select(sentence => sentence.Text)];

    private static QueueStatus QueueOf(IEventBus bus, ServiceType service) =>
        bus.GetStatus().Queues.Single(queue => queue.Type == service);

    /// <summary>Completes when so many have signalled.</summary>
    private sealed class CountdownEventAsync(int count)
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left = count;

        public Task Done => _done.Task;

        public void Signal()
        {
            if (Interlocked.Decrement(ref _left) == 0)
                _done.SetResult();
        }
    }
}
