namespace VoiceBus.Core.Cluster;

/// <summary>Hears what other nodes tell and ask. Called on the connection's loop: must not wait.</summary>
public interface INodeListener
{
    /// <summary>Another node has told something.</summary>
    /// <param name="body">Valid during the call only.</param>
    void Told(ReadOnlySpan<byte> body);

    /// <summary>Another node asks.</summary>
    /// <param name="question">Valid during the call only.</param>
    /// <returns>The answer, or null for none.</returns>
    byte[]? Answer(ReadOnlySpan<byte> question);
}
