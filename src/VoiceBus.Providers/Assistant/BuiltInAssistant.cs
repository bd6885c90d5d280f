using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Services;
using VoiceBus.Providers.Assistant.Skills;

namespace VoiceBus.Providers.Assistant;

/// <summary>
/// The model that needs no key and no network: a set of skills in English and Chinese behind the interface of every other
/// model. It streams word by word, asks tools by the conventions of Microsoft.Extensions.AI, and is stateless: the same
/// messages get the same reply. Thread-safe.
/// </summary>
/// <param name="time">The clock for the skills that need one.</param>
public sealed class BuiltInAssistant(TimeProvider time) : IChatClient
{
    // The more a question must say to be meant for a skill, the earlier the skill is asked.
    private static readonly ISkill[] _skills =
    [
        new RepeatSkill(), new AlarmSkill(), new NameSkill(), new TimerSkill(), new DeviceSkill(), new CameraSkill(), new SoundSkill(), new UnitSkill(), new ArithmeticSkill(), new CountingSkill(),
        new StorySkill(), new ClockSkill(), new HelpSkill(), new FarewellSkill(), new GreetingSkill(), new FallbackSkill(),
    ];

    private static readonly ChatClientMetadata _metadata = new("built-in", defaultModelId: "assistant");

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // It cannot go on with another model's reply: it gives its own from the beginning.
        ChatMessage[] dialogue = [.. messages.Where(static message => !Continuation.IsPartOf(message))];
        var id = $"assistant-{dialogue.Length}";
        foreach (var update in Updates(Decide(dialogue, options), id))
        {
            cancellationToken.ThrowIfCancellationRequested();
            update.Role = ChatRole.Assistant;
            update.MessageId = update.ResponseId = id;
            update.ModelId = _metadata.DefaultModelId;
            yield return update;
        }

        await Task.CompletedTask;
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? _metadata
        : serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held.
    }

    private Answer Decide(IReadOnlyList<ChatMessage> dialogue, ChatOptions? options)
    {
        var question = new Question(dialogue, options, time);
        var outcomes = Outcomes(dialogue);
        var answer = outcomes.Count == 0
            ? null
            : _skills.OfType<IToolSkill>().Select(skill => skill.TryContinue(question, outcomes)).FirstOrDefault(static a => a is not null);
        return answer ?? _skills.Select(skill => skill.TryAnswer(question)).First(static a => a is not null)!;
    }

    // What the tools said since the model spoke last.
    private static List<ToolOutcome> Outcomes(IReadOnlyList<ChatMessage> dialogue)
    {
        var results = dialogue.Reverse().TakeWhile(static message => message.Role == ChatRole.Tool).Reverse()
            .SelectMany(static message => message.Contents.OfType<FunctionResultContent>());
        var calls = dialogue.SelectMany(static message => message.Contents).OfType<FunctionCallContent>().ToLookup(static call => call.CallId);
        return [.. from result in results
                   let call = calls[result.CallId].LastOrDefault()
                   where call is not null
                   select new ToolOutcome(call, result)];
    }

    private static IEnumerable<ChatResponseUpdate> Updates(Answer answer, string id)
    {
        if (answer is Answer.Speech speech)
        {
            foreach (var piece in Tokens.Of(speech.Text))
                yield return new ChatResponseUpdate(ChatRole.Assistant, piece);
            yield return new ChatResponseUpdate { FinishReason = ChatFinishReason.Stop };
            yield break;
        }

        var asks = ((Answer.Tools)answer).Asks;
        for (var i = 0; i < asks.Count; i++)
        {
            var arguments = asks[i].Arguments.ToDictionary(static argument => argument.Name, static argument => argument.Value);
            yield return new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent($"{id}-{i}", asks[i].Tool, arguments)]);
        }

        yield return new ChatResponseUpdate { FinishReason = ChatFinishReason.ToolCalls };
    }
}
