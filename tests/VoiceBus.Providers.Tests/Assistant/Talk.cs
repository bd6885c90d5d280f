using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Speaking;
using VoiceBus.Providers.Assistant;

namespace VoiceBus.Providers.Tests.Assistant;

/// <summary>A dialogue with the assistant, said word for word.</summary>
internal sealed class Talk(params AITool[] tools)
{
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 4, 15, 5, 0, TimeSpan.Zero));

    public List<ChatMessage> Messages { get; } = [new(ChatRole.System, "Be brief.")];

    /// <summary>Says something; returns the reply's words without emoji.</summary>
    public async Task<string> SayAsync(string text)
    {
        Messages.Add(new ChatMessage(ChatRole.User, text));
        using var client = new FunctionInvokingChatClient(new BuiltInAssistant(Time));
        var response = await client.GetStreamingResponseAsync(Messages, new ChatOptions { Tools = [.. tools] }).ToChatResponseAsync();
        Messages.AddMessages(response);
        return SpeakableText.From(response.Text);
    }

    public static Task<string> AskAsync(string text) => new Talk().SayAsync(text);
}
