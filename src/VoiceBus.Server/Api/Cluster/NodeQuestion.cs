namespace VoiceBus.Server.Api.Cluster;

/// <summary>What nodes ask each other about sessions.</summary>
/// <param name="Kind">What is asked.</param>
/// <param name="Session">Which session; empty for a list.</param>
/// <param name="Text">What to say, or why to close.</param>
internal sealed record NodeQuestion(NodeQuestionKind Kind, string Session = "", string Text = "");

/// <summary>What is asked.</summary>
internal enum NodeQuestionKind
{
    /// <summary>All sessions.</summary>
    List,

    /// <summary>One session, in detail.</summary>
    Show,

    /// <summary>Say something.</summary>
    Say,

    /// <summary>Fall silent.</summary>
    Interrupt,

    /// <summary>End.</summary>
    Close,
}

/// <summary>A node's answer.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Sessions">The sessions asked for.</param>
internal sealed record NodeAnswer(NodeOutcome Outcome, IReadOnlyList<SessionDto> Sessions)
{
    /// <summary>An answer without sessions.</summary>
    public static NodeAnswer Of(NodeOutcome outcome) => new(outcome, []);
}

/// <summary>What became of a question.</summary>
internal enum NodeOutcome
{
    /// <summary>Done.</summary>
    Done,

    /// <summary>There is no such session here.</summary>
    Unknown,

    /// <summary>The session takes no commands now.</summary>
    Refused,

    /// <summary>A node that may have it did not answer.</summary>
    Unanswered,
}
