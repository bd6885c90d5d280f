namespace VoiceBus.RabbitMq.Nodes;

/// <summary>A message between nodes.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Body">What it says.</param>
/// <param name="Id">Ties an answer to its question.</param>
/// <param name="To">The queue of one node; null: all.</param>
internal readonly record struct ClusterMessage(string Type, byte[] Body, string? Id = null, string? To = null)
{
    /// <summary>Something told to all.</summary>
    public const string Tell = "tell";

    /// <summary>A question to all.</summary>
    public const string Ask = "ask";

    /// <summary>An answer to one.</summary>
    public const string Answer = "answer";
}
