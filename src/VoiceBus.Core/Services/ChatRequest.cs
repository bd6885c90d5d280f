using Microsoft.Extensions.AI;

namespace VoiceBus.Core.Services;

/// <summary>Opens an llm call: a dialogue and the tools the model may ask for.</summary>
/// <param name="Messages">System prompt, history and the user's words, oldest first.</param>
/// <param name="Tools">Declarations only; the caller runs what the model asks for.</param>
public sealed record ChatRequest(IReadOnlyList<ChatMessage> Messages, IReadOnlyList<AIFunctionDeclaration> Tools)
{
    /// <summary>The name of the provider to ask first; null, or one there is not: in the service's order.</summary>
    public string? Provider { get; init; }

    /// <summary>Whether the model must be one that sees.</summary>
    public bool HasPicture => Messages.Any(static message => message.Contents.Any(
        static content => content is DataContent data && data.HasTopLevelMediaType("image")));
}
