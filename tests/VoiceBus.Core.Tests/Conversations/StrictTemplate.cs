using Microsoft.Extensions.AI;

namespace VoiceBus.Core.Tests.Conversations;

/// <summary>
/// Takes a request as the strictest chat templates do and says what is wrong with it. The rules are those of the templates that
/// Mistral's models ship with and that vLLM runs: one system message at most and first; then user and assistant in turn, beginning and
/// ending with the user or with results; results right behind the calls they answer, each once; no empty text; ids of nine letters and
/// digits.
/// </summary>
internal static class StrictTemplate
{
    public static void Accept(IReadOnlyList<ChatMessage> messages)
    {
        var before = ChatRole.System;
        var open = new List<string>();
        for (var at = 0; at < messages.Count; at++)
        {
            var message = messages[at];
            var calls = message.Contents.OfType<FunctionCallContent>().Select(static call => call.CallId).ToArray();
            if (message.Role == ChatRole.System)
            {
                at.ShouldBe(0, "the system message comes first");
            }
            else if (message.Role == ChatRole.User)
            {
                (before == ChatRole.System || before == ChatRole.Assistant).ShouldBeTrue($"user follows {before} at {at}");
            }
            else if (message.Role == ChatRole.Assistant)
            {
                (before == ChatRole.User || before == ChatRole.Tool).ShouldBeTrue($"assistant follows {before} at {at}");
            }
            else
            {
                message.Role.ShouldBe(ChatRole.Tool);
                message.Contents.OfType<FunctionResultContent>().Select(static result => result.CallId).ShouldBe(open);
            }

            if (message.Role != ChatRole.Tool)
                open.ShouldBeEmpty($"calls without results before {at}");
            open = [.. calls];
            calls.ShouldAllBe(static id => id.Length == 9 && id.All(char.IsAsciiLetterOrDigit));
            if (calls.Length == 0 && message.Role != ChatRole.Tool)
                message.Text.Trim().ShouldNotBeEmpty($"message {at} says nothing");
            before = message.Role;
        }

        messages[^1].Role.ShouldBe(ChatRole.User);
        messages.SelectMany(static message => message.Contents).OfType<FunctionCallContent>().Select(static call => call.CallId).ShouldBeUnique();
    }
}
