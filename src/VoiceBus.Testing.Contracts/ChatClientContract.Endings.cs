using Microsoft.Extensions.AI;
using Xunit;

namespace VoiceBus.Testing;

/// <content>How a call ends.</content>
public abstract partial class ChatClientContract
{
    private static AIFunctionDeclaration Tool { get; } =
        AIFunctionFactory.Create(static (string city) => $"It rains in {city}.", "get_weather", "Tells the weather of a city.").AsDeclarationOnly();

    /// <summary>Somebody who interrupts waits for nobody.</summary>
    [Fact]
    public async Task Cancelling_in_mid_answer_ends_it_at_once()
    {
        using var client = Create();
        await IsCancelledInTimeAsync(async token => await BeginAsync(client, token));
    }

    /// <summary>Nothing is begun that nobody wants.</summary>
    [Fact]
    public async Task A_call_that_was_cancelled_before_it_began_ends_at_once()
    {
        using var client = Create();
        await IsCancelledInTimeAsync(_ => Task.FromResult<Task>(
            DrainAsync(client, Question, new CancellationToken(canceled: true))));
    }

    /// <summary>What is left of a cancelled answer is in nobody's way.</summary>
    [Fact]
    public async Task After_a_cancelled_answer_the_next_question_is_answered()
    {
        using var client = Create();
        using var stop = new CancellationTokenSource();
        var call = await BeginAsync(client, stop.Token);
        await stop.CancelAsync();
        await EndsAsync(call, "the cancelled answer");
        Assert.False(string.IsNullOrWhiteSpace(TextOf(await AskAsync(client))), "it said nothing");
    }

    private static string TextOf(IEnumerable<ChatResponseUpdate> updates) => string.Concat(updates.Select(static update => update.Text));

    private static ChatOptions Options(params AITool[] tools) =>
        new() { Tools = [.. tools], AdditionalProperties = new() { [ChatProperties.Session] = "contract" } };

    private static async Task<List<ChatResponseUpdate>> DrainAsync(IChatClient client, string question, CancellationToken cancellationToken) =>
        await DrainAsync(client, [new(ChatRole.User, question)], Options(), cancellationToken);

    private static async Task<List<ChatResponseUpdate>> DrainAsync(
        IChatClient client, IEnumerable<ChatMessage> dialogue, ChatOptions options, CancellationToken cancellationToken)
    {
        // Whoever blocks must not keep its caller from looking at the time.
        await Task.Yield();
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in client.GetStreamingResponseAsync(dialogue, options, cancellationToken))
            updates.Add(update);
        return updates;
    }

    private Task<List<ChatResponseUpdate>> AskAsync(IChatClient client, IEnumerable<ChatMessage>? dialogue = null, ChatOptions? options = null) =>
        InTimeAsync(DrainAsync(client, dialogue ?? [new(ChatRole.User, Question)], options ?? Options(), CancellationToken.None), "an answer");

    /// <summary>An answer in its middle: its first piece is there.</summary>
    private async Task<Task> BeginAsync(IChatClient client, CancellationToken cancellationToken)
    {
        var updates = client.GetStreamingResponseAsync([new(ChatRole.User, Question)], Options(), cancellationToken).GetAsyncEnumerator(cancellationToken);
        Assert.True(await InTimeAsync(updates.MoveNextAsync().AsTask(), "the first piece of an answer"), "there was no answer");
        return RestAsync();

        async Task RestAsync()
        {
            await using (updates)
            {
                await Task.Yield();
                while (await updates.MoveNextAsync())
                {
                    // To its end.
                }
            }
        }
    }
}
