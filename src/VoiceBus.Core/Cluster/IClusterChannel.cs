namespace VoiceBus.Core.Cluster;

/// <summary>
/// What nodes tell and ask each other, apart from calls: everybody hears it, answers go to who asked. Nothing is kept for later: what is
/// told while there is no connection is lost, and a question gets no answers. Thread-safe.
/// </summary>
public interface IClusterChannel
{
    /// <summary>This process, unique over all nodes.</summary>
    string Node { get; }

    /// <summary>Sets who hears the other nodes.</summary>
    void Listen(INodeListener listener);

    /// <summary>Tells all other nodes something.</summary>
    void Tell(byte[] body);

    /// <summary>Asks all other nodes something.</summary>
    /// <param name="question">The question.</param>
    /// <param name="cancellationToken">Ends the waiting for answers: give a deadline.</param>
    /// <returns>The answers as they come; ends only when its reader leaves or the token is cancelled.</returns>
    IAsyncEnumerable<byte[]> AskAsync(byte[] question, CancellationToken cancellationToken);
}
