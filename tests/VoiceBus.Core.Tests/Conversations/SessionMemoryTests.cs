using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Listening;
using VoiceBus.Core.Memory;
using VoiceBus.Core.Tests.Memory;

namespace VoiceBus.Core.Tests.Conversations;

/// <summary>What a conversation does with what is remembered.</summary>
public sealed class SessionMemoryTests
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task The_first_turn_waits_for_what_is_remembered()
    {
        await using var memory = new MemoryRig();
        await memory.History.AppendAsync([memory.Turn("1", user: "My name is Ada.", played: "Noted.")], CancellationToken.None);
        memory.History.ReadGate = new TaskCompletionSource();
        await using var talk = new ConversationHarness(memory: memory);
        talk.Conversation.Post(new DeviceSignal.TextEntered("Who am I?"));
        await talk.Device.WhenLogged("start");
        talk.Services.Asked.Reader.TryRead(out _).ShouldBeFalse();
        memory.History.ReadGate.SetResult();
        var asked = await talk.Services.Asked.Reader.ReadAsync().AsTask().WaitAsync(_timeout);
        asked.Skip(1).Select(message => message.Text).ShouldBe(["My name is Ada.", "Noted.", "Who am I?"]);
        await talk.Device.WhenLogged("stop");
    }

    [Fact]
    public async Task However_early_it_is_read_the_loop_hears_of_it_only_when_it_can()
    {
        await using var memory = new MemoryRig();
        await using var talk = new ConversationHarness(memory: memory);
        var heard = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var sessionMemory = new SessionMemory(talk.Sessions.Open("another device"), talk.ServicesOf(memory), signal => heard.TrySetResult(signal));
        await Testing.Providers.Eventually.TrueAsync(() => memory.Events.Of<MemoryRecalled>().Any(@event => @event.DeviceId == "another device"));
        heard.Task.IsCompleted.ShouldBeFalse();

        sessionMemory.Begin();

        (await heard.Task.WaitAsync(_timeout)).ShouldBeOfType<RecalledContext>();
        await sessionMemory.Ended.WaitAsync(_timeout);
    }

    [Fact]
    public async Task A_write_that_hangs_holds_up_no_turn()
    {
        await using var memory = new MemoryRig();
        memory.History.WriteGate = new TaskCompletionSource();
        await using var talk = new ConversationHarness(memory: memory);
        for (var i = 1; i <= 3; i++)
        {
            var turns = i;
            talk.Conversation.Post(new DeviceSignal.TextEntered($"Question {i}?"));
            await talk.Device.When(log => log.Count(entry => entry == "stop") == turns);
        }

        memory.History.WriteGate.SetResult();
    }

    [Fact]
    public async Task The_last_turn_of_a_device_that_left_is_remembered_as_far_as_it_was_played()
    {
        await using var memory = new MemoryRig();
        await using (var talk = new ConversationHarness(memory: memory))
        {
            talk.Device.Hold();
            talk.Conversation.Post(new DeviceSignal.TextEntered("Tell me."));
            await talk.Device.WhenLogged("packet");
        }

        await memory.Writer.DrainAsync(CancellationToken.None).WaitAsync(_timeout);
        var turn = memory.History.Turns.ShouldHaveSingleItem();
        (turn.UserText, turn.PlayedText, turn.Ending).ShouldBe(("Tell me.", "", "interrupted"));
    }

    [Theory]
    [InlineData(ListeningMode.Auto, true)]
    [InlineData(ListeningMode.Realtime, true)]
    [InlineData(ListeningMode.Manual, false)]
    public async Task A_device_is_greeted_when_it_begins_to_listen_by_itself(ListeningMode mode, bool greeted)
    {
        await using var memory = new MemoryRig();
        await using var talk = new ConversationHarness(new ConversationOptions { Persona = new Persona { Greeting = "Ahoy!" } }, memory);
        await memory.Events.NextAsync<MemoryRecalled>();
        talk.Conversation.Post(new DeviceSignal.ListenStarted(mode));
        if (!greeted)
            talk.Conversation.Post(new DeviceSignal.TextEntered("Hello?"));
        await talk.Device.WhenLogged("stop");
        talk.Device.Log.Contains("[Ahoy!").ShouldBe(greeted);
    }

    [Fact]
    public async Task A_persona_speaks_with_its_voice_its_language_and_its_tools_only()
    {
        await using var memory = new MemoryRig();
        memory.Personas.Personas.Add(new Persona { Name = "nurse", Prompt = "Be kind.", Voice = "soft", Language = "fr", AllowedTools = ["*_timers"] });
        await memory.Personas.AssignAsync("device", "nurse", CancellationToken.None);
        await using var talk = new ConversationHarness(memory: memory);
        talk.Conversation.Post(new DeviceSignal.TextEntered("Hello?"));
        await talk.Device.WhenLogged("stop");
        talk.Services.Syntheses.ShouldAllBe(request => request.Voice == "soft" && request.Language == "fr");
        talk.Services.Offered.ShouldBe(["list_timers"]);
    }

    [Fact]
    public async Task Personas_are_offered_when_there_are_some_and_a_wrong_name_is_explained()
    {
        await using var memory = new MemoryRig();
        memory.Personas.Personas.Add(new Persona { Name = "nurse", Prompt = "Be kind." });
        await using var talk = new ConversationHarness(memory: memory);
        talk.Services.ToolCall = new FunctionCallContent("1", "switch_persona", new Dictionary<string, object?> { ["name"] = "doctor" });
        talk.Conversation.Post(new DeviceSignal.TextEntered("Hello?"));
        await talk.Device.WhenLogged("stop");
        talk.Services.Offered.ShouldContain("switch_persona");
        JsonSerializer.Serialize(talk.Services.ToolResult, AIJsonUtilities.DefaultOptions).ShouldContain("there are: default, nurse");
        memory.Personas.Of("device").ShouldBeNull();
    }

    [Fact]
    public async Task Who_switches_back_to_the_default_has_it_at_once_and_for_good()
    {
        await using var memory = new MemoryRig();
        memory.Personas.Personas.Add(new Persona { Name = "nurse", Prompt = "Be kind." });
        await memory.Personas.AssignAsync("device", "nurse", CancellationToken.None);
        await using var talk = new ConversationHarness(new ConversationOptions { Persona = new Persona { Prompt = "Usual." } }, memory);
        talk.Services.ToolCall = new FunctionCallContent("1", "switch_persona", new Dictionary<string, object?> { ["name"] = "default" });
        talk.Conversation.Post(new DeviceSignal.TextEntered("Hello?"));
        await talk.Device.WhenLogged("stop");
        talk.Services.ToolCall = null;
        talk.Conversation.Post(new DeviceSignal.TextEntered("And now?"));
        await talk.Device.When(log => log.Count(entry => entry == "stop") == 2);
        var prompts = new List<string>();
        while (talk.Services.Asked.Reader.TryRead(out var asked))
            prompts.Add(asked[0].Text);
        prompts.ShouldBe(["Be kind.", "Be kind.", "Usual."]);
        await memory.Writer.DrainAsync(CancellationToken.None).WaitAsync(_timeout);
        memory.Personas.Of("device").ShouldBeNull();
    }

    [Fact]
    public async Task A_summary_that_fails_or_hangs_holds_up_neither_turn_nor_end()
    {
        var summarizer = new ScriptedSummarizer();
        await using var memory = new MemoryRig();
        await using (var talk = new ConversationHarness(new ConversationOptions { MaxHistory = 2 }, memory, summarizer))
        {
            for (var i = 1; i <= 5; i++)
            {
                var turns = i;
                talk.Conversation.Post(new DeviceSignal.TextEntered($"Question {i}?"));
                await talk.Device.When(log => log.Count(entry => entry == "stop") == turns);
            }

            (await summarizer.Asked.Task.WaitAsync(_timeout)).Select(turn => turn.UserText).ShouldBe([.. Enumerable.Range(1, 4).Select(i => $"Question {i}?")]);
            talk.Conversation.Post(new DeviceSignal.TextEntered("Question 6?"));
            await talk.Device.When(log => log.Count(entry => entry == "stop") == 6);
        }

        summarizer.WasCancelled.ShouldBeTrue();
    }

    private sealed class ScriptedSummarizer : ISummarizer
    {
        public bool IsActive => true;

        public bool WasCancelled { get; private set; }

        public TaskCompletionSource<IReadOnlyList<HistoryTurn>> Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<string?> SummarizeAsync(
            string sessionId, string? before, IReadOnlyList<HistoryTurn> leaving, CancellationToken cancellationToken)
        {
            Asked.TrySetResult(leaving);
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            WasCancelled = cancellationToken.IsCancellationRequested;
            throw new OperationCanceledException(cancellationToken);
        }
    }
}
