using System.Buffers;
using System.Runtime.CompilerServices;
using VoiceBus.Providers.Connections;

namespace VoiceBus.Providers.Sound;

/// <summary>Makes frames of what a vendor sends, as soon as it is there.</summary>
internal static class SoundFrames
{
    private const int PieceLength = 16 * 1024;

    /// <summary>Decodes pieces.</summary>
    /// <param name="pieces">Coded sound, cut anywhere.</param>
    /// <param name="decoder">Stays the caller's.</param>
    /// <param name="errors">Names what goes wrong.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ProviderException">What came is not the sound that is decoded.</exception>
    public static async IAsyncEnumerable<AudioFrame> DecodeAsync(
        IAsyncEnumerable<ReadOnlyMemory<byte>> pieces,
        SoundDecoder decoder,
        ProviderErrors errors,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var piece in pieces.WithCancellation(cancellationToken))
        {
            Write(decoder, piece.Span, errors);
            while (decoder.TryRead(out var frame))
                yield return frame;
        }

        Complete(decoder, errors);
        while (decoder.TryRead(out var last))
            yield return last;
    }

    /// <summary>The pieces of a stream as they come; each is valid until the next is asked for.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> PiecesAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceLength);
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
                yield return buffer.AsMemory(0, read);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Gives a piece to a decoder.</summary>
    /// <exception cref="ProviderException">It is not the sound that is decoded.</exception>
    public static void Write(SoundDecoder decoder, ReadOnlySpan<byte> piece, ProviderErrors errors)
    {
        try
        {
            decoder.Write(piece);
        }
        catch (InvalidDataException wrong)
        {
            throw errors.Malformed(wrong.Message, wrong);
        }
    }

    /// <summary>Tells a decoder that no more follows.</summary>
    /// <exception cref="ProviderException">The sound broke off before it began.</exception>
    public static void Complete(SoundDecoder decoder, ProviderErrors errors)
    {
        try
        {
            decoder.Complete();
        }
        catch (InvalidDataException wrong)
        {
            throw errors.Malformed(wrong.Message, wrong);
        }
    }
}
