namespace VoiceBus.Core.Speaking;

/// <summary>What arrives of a reply: a piece of text, or a word about the text before it.</summary>
/// <param name="Text">The piece; may be cut anywhere.</param>
public readonly record struct ReplyPart(string Text)
{
    /// <summary>What was said is complete: a tool runs, or an answer begins anew. What follows is a sentence of its own.</summary>
    public static ReplyPart End { get; } = new("") { Ends = true };

    /// <summary>What was said was a thought: nobody should hear it.</summary>
    public static ReplyPart Retraction { get; } = new("") { Retracts = true };

    /// <summary>Whether the text before it is complete.</summary>
    public bool Ends { get; private init; }

    /// <summary>Whether the text before it is taken back.</summary>
    public bool Retracts { get; private init; }
}
