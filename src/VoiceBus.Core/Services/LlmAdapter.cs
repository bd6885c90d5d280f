using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;
using VoiceBus.Core.ReplyText;

namespace VoiceBus.Core.Services;

/// <summary>
/// Answers llm calls: streams a model's updates. When a model breaks off, the next one is asked to go on where it stopped;
/// when it breaks off after it asked for a tool, the call is answered: the caller comes back with the tool's result. What a model
/// writes that is not for ears is taken out here, whichever provider it comes from.
/// </summary>
/// <param name="providers">The chat clients in order.</param>
/// <param name="seeing">Who is asked instead about a dialogue with a picture in it; null when nobody sees.</param>
public sealed class LlmAdapter(Failover<IChatClient> providers, VisionModels? seeing = null)
{
    private readonly ConcurrentDictionary<string, ThinkingHabit> _habits = new(StringComparer.Ordinal);

    /// <summary>The handler of <see cref="ServiceContracts.Llm"/>.</summary>
    public Task HandleAsync(
        IServedCall<ChatRequest, NoInput, ChatResponseUpdate> call, CancellationToken cancellationToken)
    {
        var reply = new PartialReply();
        var models = call.Request.HasPicture ? seeing?.Models ?? throw Blind() : providers;
        return models.RunAsync(
            ProviderCaller.Of(call.Message, call.Request.Provider),
            (client, attempt, token) => new LlmAttempt(attempt, call, reply, HabitOf(attempt.Provider)).RunAsync(client, token),
            cancellationToken);
    }

    // As many as providers were ever configured; they are few.
    private ThinkingHabit HabitOf(string provider) => _habits.GetOrAdd(provider, static _ => new ThinkingHabit());

    private static CallFailedException Blind() =>
        new(ServiceType.Llm, FailureKind.Disabled, "No model that sees pictures is configured.");
}
