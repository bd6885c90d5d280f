namespace VoiceBus.Providers.Pcm;

/// <summary>Frames out of memory, for who cannot hold a span.</summary>
internal static class PcmFramesExtensions
{
    /// <inheritdoc cref="PcmFrames.TryTake"/>
    public static bool TryTake(this PcmFrames frames, ref ReadOnlyMemory<byte> bytes, out AudioFrame frame)
    {
        var left = bytes.Span;
        var took = frames.TryTake(ref left, out frame);
        bytes = bytes[^left.Length..];
        return took;
    }
}
