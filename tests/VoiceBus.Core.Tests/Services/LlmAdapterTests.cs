using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Core.Tests.Services;

public sealed class LlmAdapterTests
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(20);
    private readonly FakeTimeProvider _time = new();
    private readonly RecordedEvents _events = new();
    private readonly ProviderScript _first = new();
    private readonly ProviderScript _second = new();
    private readonly ProviderEntry<IChatClient> _one;
    private readonly ProviderEntry<IChatClient> _two;
    private readonly Failover<IChatClient> _models;
    private readonly LlmAdapter _adapter;
    private readonly FakeServedCall<ChatRequest, NoInput, ChatResponseUpdate> _call =
        new(ServiceType.Llm, new ChatRequest([new ChatMessage(ChatRole.User, "hello")], []));

    public LlmAdapterTests()
    {
        _one = Entry("one", _first, "I am one");
        _two = Entry("two", _second, "I am two");
        _models = ScriptedService.Of(ServiceType.Llm, _time, _one, _two);
        _adapter = new LlmAdapter(_models);
    }

    [Fact]
    public async Task Streams_the_first_models_words_and_returns_its_lease()
    {
        await HandleAsync();

        Said().ShouldBe("I am one");
        _first.OpenStreams.ShouldBe(0);
        _one.GetView().Pool.ShouldSatisfyAllConditions(
            pool => pool.InUse.ShouldBe(0), pool => pool.CurrentSize.ShouldBe(1, "kept for the next call"));
        _events.Of<ProviderAttempted>().ShouldHaveSingleItem().ShouldBe(Attempt("one", 1, AttemptOutcomes.Ok) with { FirstReplyMs = 0 });
    }

    [Fact]
    public async Task A_picture_goes_to_the_models_that_see_and_to_nobody_else()
    {
        var picture = new DataContent(new byte[] { 1, 2, 3 }, "image/png");
        var call = new FakeServedCall<ChatRequest, NoInput, ChatResponseUpdate>(
            ServiceType.Llm, new ChatRequest([new ChatMessage(ChatRole.User, [new TextContent("what?"), picture])], []));
        var (blind, eye) = (ScriptedService.Of(ServiceType.Llm, _time, _one), ScriptedService.Of(ServiceType.Llm, _time, _two));

        await new LlmAdapter(blind, new VisionModels(eye)).HandleAsync(call, CancellationToken.None);
        string.Concat(call.Replies.Select(static reply => reply.Text)).ShouldBe("I am two");
        await new LlmAdapter(blind, new VisionModels(eye)).HandleAsync(_call, CancellationToken.None);
        Said().ShouldBe("I am one");
        (await Should.ThrowAsync<CallFailedException>(async () => await new LlmAdapter(blind).HandleAsync(call, CancellationToken.None)))
            .Kind.ShouldBe(FailureKind.Disabled);
    }

    [Fact]
    public async Task Passes_declarations_of_tools_and_the_session_and_forwards_calls_of_tools()
    {
        var declared = AIFunctionFactory.CreateDeclaration("light", "", System.Text.Json.JsonDocument.Parse("{}").RootElement);
        var client = new ScriptedChatClient(_first, _ => [new FunctionCallContent("1", "light")]);
        var models = ScriptedService.Of(
            ServiceType.Llm, _time, ScriptedService.Entry<IChatClient>(ServiceType.Llm, "one", _first, () => client, _time));
        var call = new FakeServedCall<ChatRequest, NoInput, ChatResponseUpdate>(
            ServiceType.Llm, new ChatRequest([new ChatMessage(ChatRole.User, "light")], [declared]));

        await new LlmAdapter(models).HandleAsync(call, CancellationToken.None);

        client.Options!.Tools.ShouldBe([declared]);
        client.Options.AdditionalProperties![ChatProperties.Session].ShouldBe(call.Message.SessionId, "vendors may keep the conversation themselves");
        call.Replies.ShouldHaveSingleItem().Contents.ShouldHaveSingleItem().ShouldBeOfType<FunctionCallContent>();
    }

    [Fact]
    public async Task Another_model_takes_over_when_the_first_fails_before_its_first_word()
    {
        _first.FailBeforeReply = new HttpRequestException("502");

        await HandleAsync();

        Said().ShouldBe("I am two");
        _one.GetView().Pool.CurrentSize.ShouldBe(0, "the failed instance is thrown away");
        _first.Instances.ShouldBe(0);
        _events.Of<ProviderAttempted>().ShouldBe([
            Attempt("one", 1, AttemptOutcomes.Failed) with { Kind = "Unavailable", Error = "Provider 'one' cannot be reached (HttpRequestException).", Text = "502" },
            Attempt("two", 2, AttemptOutcomes.Ok) with { FirstReplyMs = 0 },
        ]);
    }

    [Fact]
    public async Task Another_model_takes_over_when_the_first_cannot_be_made()
    {
        _first.FailCreation = new IOException("no route");

        await HandleAsync();

        Said().ShouldBe("I am two");
    }

    [Fact]
    public async Task A_bad_request_is_not_repeated_elsewhere()
    {
        _first.FailBeforeReply = new ProviderException(ServiceType.Llm, "one", FailureKind.BadRequest, false, "too long");

        (await Should.ThrowAsync<ProviderException>(HandleAsync())).Kind.ShouldBe(FailureKind.BadRequest);

        _second.Opened.ShouldBe(0);
        _one.GetView().Figures.ErrorRate.ShouldBe(0, "the request was at fault, not the provider");
    }

    [Fact]
    public async Task A_silent_model_is_left_after_the_first_reply_deadline()
    {
        _first.HoldBeforeReply = true;
        var handling = HandleAsync();
        await HeldAsync(_first);

        _time.Advance(TimeSpan.FromSeconds(14.9));
        handling.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await handling.WaitAsync(_timeout);

        Said().ShouldBe("I am two");
        _events.Of<ProviderAttempted>()[0].ShouldSatisfyAllConditions(
            one => one.Kind.ShouldBe("Timeout"), one => one.TotalMs.ShouldBe(15_000), one => one.FirstReplyMs.ShouldBeNull());
        _first.OpenStreams.ShouldBe(0);
    }

    [Fact]
    public async Task A_model_that_ignores_its_cancellation_is_left_to_itself_after_the_grace()
    {
        _first.HoldBeforeReply = true;
        _first.IgnoreCancellation = true;
        using var leaving = new CancellationTokenSource();
        var handling = _adapter.HandleAsync(_call, leaving.Token);
        await HeldAsync(_first);

        await leaving.CancelAsync();
        handling.IsCompleted.ShouldBeFalse("it may still heed");
        _time.Advance(TimeSpan.FromSeconds(1));

        await Should.ThrowAsync<OperationCanceledException>(handling.WaitAsync(_timeout));
        _one.GetView().ShouldSatisfyAllConditions(
            view => view.Pool.CurrentSize.ShouldBe(0, "the slot is free"),
            view => view.Pool.Quarantined.ShouldHaveSingleItem().Owner.ShouldBe("session-1"),
            view => view.Strays.ShouldBe(1));
        _first.Instances.ShouldBe(1, "nobody disposes an instance under a provider at work in it");
        _events.Of<ProviderAbandoned>().ShouldHaveSingleItem().Owner.ShouldBe("session-1");
        _first.Release();
        await Eventually.TrueAsync(() => _one.GetView().Strays == 0);
        _one.GetView().Pool.Quarantined.ShouldBeEmpty();
        await Eventually.TrueAsync(() => _first.Instances == 0);
        _first.OpenStreams.ShouldBe(0);
        Said().ShouldBe("", "nobody hears a stray");
    }

    [Fact]
    public async Task A_caller_who_leaves_mid_stream_ends_the_stream_and_its_instance()
    {
        _first.HoldAfterReply = true;
        using var leaving = new CancellationTokenSource();
        var handling = _adapter.HandleAsync(_call, leaving.Token);
        await HeldAsync(_first);

        await leaving.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(handling.WaitAsync(_timeout));
        (_first.OpenStreams, _first.Instances, _second.Opened).ShouldBe((0, 0, 0));
        _events.Of<ProviderAttempted>().ShouldHaveSingleItem().Outcome.ShouldBe(AttemptOutcomes.Cancelled);
    }

    [Fact]
    public async Task The_last_failure_is_thrown_when_nobody_can_answer()
    {
        _first.FailBeforeReply = new IOException("one is down");
        _second.FailBeforeReply = new ProviderException(ServiceType.Llm, "two", FailureKind.Unauthorized, false, "bad key");

        (await Should.ThrowAsync<ProviderException>(HandleAsync())).Kind.ShouldBe(FailureKind.Unauthorized);
    }

    [Fact]
    public async Task An_empty_answer_is_a_bad_response()
    {
        var silent = new ScriptedChatClient(_first, _ => []);
        var models = ScriptedService.Of(
            ServiceType.Llm, _time, ScriptedService.Entry<IChatClient>(ServiceType.Llm, "one", _first, () => silent, _time));

        var failure = await Should.ThrowAsync<ProviderException>(new LlmAdapter(models).HandleAsync(_call, CancellationToken.None));
        failure.Kind.ShouldBe(FailureKind.BadResponse);
    }

    private ProviderEntry<IChatClient> Entry(string name, ProviderScript script, string text) =>
        ScriptedService.Entry<IChatClient>(
            ServiceType.Llm, name, script, () => new ScriptedChatClient(script, text), _time, _events);

    private static ProviderAttempted Attempt(string provider, int number, string outcome) =>
        new("llm", provider, "session-1", "turn-1", "call-1", number, 0, 0, null, 0, outcome, null, null);

    private Task HandleAsync() => _adapter.HandleAsync(_call, CancellationToken.None);

    private string Said() => string.Concat(_call.Replies.Select(update => update.Text));

    private static async Task HeldAsync(ProviderScript script) =>
        await script.Held.ReadAsync().AsTask().WaitAsync(_timeout);
}
