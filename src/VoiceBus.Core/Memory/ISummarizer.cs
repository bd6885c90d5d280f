namespace VoiceBus.Core.Memory;

/// <summary>Decides what is left of turns that leave the context. Thread-safe; never on the path of a turn.</summary>
public interface ISummarizer
{
    /// <summary>Puts what leaves into few words.</summary>
    /// <param name="sessionId">The session it is for.</param>
    /// <param name="before">The summary so far, or null.</param>
    /// <param name="leaving">Turns that leave, oldest first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The new summary, or null: nothing new is left.</returns>
    ValueTask<string?> SummarizeAsync(
        string sessionId, string? before, IReadOnlyList<HistoryTurn> leaving, CancellationToken cancellationToken);

    /// <summary>Whether it is of use to ask at all.</summary>
    bool IsActive { get; }
}

/// <summary>What leaves the context is dropped.</summary>
public sealed class DropOldest : ISummarizer
{
    /// <inheritdoc/>
    public bool IsActive => false;

    /// <inheritdoc/>
    public ValueTask<string?> SummarizeAsync(
        string sessionId, string? before, IReadOnlyList<HistoryTurn> leaving, CancellationToken cancellationToken) => new(before);
}
