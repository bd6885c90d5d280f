namespace VoiceBus.Core.Thinking;

/// <summary>Which tools are offered when there are more than a model takes well.</summary>
public enum ToolRanking
{
    /// <summary>Those whose name or description shares words with what the user said; of equals the earlier in the order of the servers.</summary>
    Relevance,

    /// <summary>The first in the order of the servers.</summary>
    Order,
}
