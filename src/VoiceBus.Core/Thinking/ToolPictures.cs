using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;

namespace VoiceBus.Core.Thinking;

/// <summary>
/// Has a model that sees say what is on a picture which a tool answered: few models that call tools take pictures in their results, and
/// what was seen is remembered as words. Thread-safe.
/// </summary>
internal sealed class ToolPictures(IEventBus bus)
{
    private const string Mark = "[an image]";
    private const int MaxWords = 2000;

    private const string Prompt =
        "A tool answered with this picture. Say in a few plain sentences what is on it, and read out what is written there. "
        + "Your words are all that others will know of it.";

    /// <summary>The result's text, with what is on its first picture in the place of the word for it.</summary>
    public async ValueTask<string> DescribeAsync(ToolResult result, CallContext context, CancellationToken cancellationToken)
    {
        if (result.Pictures is not [var picture, ..])
            return result.Text;
        try
        {
            return await SeeAsync(picture, context, cancellationToken) is { Length: > 0 } seen ? Put(result.Text, seen) : result.Text;
        }
        catch (CallFailedException)
        {
            // Nobody sees, or not now: the word stays.
            return result.Text;
        }
    }

    private async Task<string> SeeAsync(ToolPicture picture, CallContext context, CancellationToken cancellationToken)
    {
        using var model = new BusChatClient(bus, context);
        ChatMessage[] messages = [new(ChatRole.User, [new TextContent(Prompt), new DataContent(picture.Data, picture.MediaType)])];
        var words = (await model.GetResponseAsync(messages, options: null, cancellationToken)).Text.Trim();
        return words.Length <= MaxWords ? words : $"{words[..MaxWords]}…";
    }

    private static string Put(string text, string seen)
    {
        var described = $"[an image; on it: {seen}]";
        return text.IndexOf(Mark, StringComparison.Ordinal) is >= 0 and var at ? $"{text[..at]}{described}{text[(at + Mark.Length)..]}" : $"{text}\n{described}".TrimStart();
    }
}
