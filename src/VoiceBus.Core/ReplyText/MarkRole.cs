namespace VoiceBus.Core.ReplyText;

/// <summary>What a mark in a model's text means for those who hear it.</summary>
public enum MarkRole
{
    /// <summary>Nothing known: a tag is left to whoever reads markup, a token is dropped.</summary>
    Unknown,

    /// <summary>Markup of HTML or SSML: its text is language.</summary>
    Markup,

    /// <summary>The model thinks: nobody hears it.</summary>
    Thought,

    /// <summary>The model asks for a tool in its text.</summary>
    ToolCall,

    /// <summary>The model makes up what a tool answers.</summary>
    ToolResult,

    /// <summary>What it encloses is the answer.</summary>
    Answer,

    /// <summary>Says which channel follows (gpt-oss, Gemma).</summary>
    Channel,

    /// <summary>The head of a message is over and its text begins.</summary>
    Message,

    /// <summary>A message begins with the name of who speaks.</summary>
    Start,

    /// <summary>The name of who speaks.</summary>
    Speaker,

    /// <summary>A message, or the reply, is over.</summary>
    End,
}
