namespace VoiceBus.Core.Audio;

/// <summary>The sounds that can be played on request. Thread-safe.</summary>
public interface ISoundLibrary
{
    /// <summary>Names of the sounds there are now; empty when there is none.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Reads a sound, mono, piece by piece as it is played.</summary>
    /// <param name="name">One of the names.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IOException">It is not there any more, or no sound; the message says so.</exception>
    IAsyncEnumerable<AudioFrame> ReadAsync(string name, CancellationToken cancellationToken);
}
