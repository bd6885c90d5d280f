namespace VoiceBus.Providers.Recognition;

/// <summary>Where the audio of one utterance goes: a vendor's recognition. Called by one sender, one call after the other.</summary>
internal interface IUtteranceSink
{
    /// <summary>Sends a packet of signed 16-bit little-endian samples, 16 kHz mono; it is whole but for the one before a pause.</summary>
    ValueTask AudioAsync(ReadOnlyMemory<byte> pcm, CancellationToken cancellationToken);

    /// <summary>The speaker pauses; all that was said before is sent.</summary>
    ValueTask PauseAsync(CancellationToken cancellationToken);

    /// <summary>The speaker goes on: what follows is audio.</summary>
    ValueTask ResumeAsync(CancellationToken cancellationToken);

    /// <summary>The pause lasts: says whatever keeps the vendor from giving up.</summary>
    ValueTask KeepAliveAsync(CancellationToken cancellationToken);

    /// <summary>The utterance is over.</summary>
    /// <param name="rest">The last samples; there may be none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask EndAsync(ReadOnlyMemory<byte> rest, CancellationToken cancellationToken);
}
