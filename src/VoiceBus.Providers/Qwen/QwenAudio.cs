using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace VoiceBus.Providers.Qwen;

/// <summary>Takes audio out of events without making a document of them. Not thread-safe.</summary>
internal sealed class QwenAudio
{
    private byte[] _pcm = new byte[16 * 1024];

    /// <summary>Reads an event that is nothing but audio.</summary>
    /// <param name="message">The event.</param>
    /// <param name="pcm">The audio, valid until the next is read.</param>
    /// <returns>False when it is another event, or none.</returns>
    public bool TryRead(ReadOnlySpan<byte> message, out ReadOnlyMemory<byte> pcm)
    {
        pcm = default;
        try
        {
            return TryFind(message, out var delta) && TryDecode(delta, out pcm);
        }
        catch (JsonException)
        {
            // Whoever reads it as a document says what is wrong.
            return false;
        }
    }

    private static bool TryFind(ReadOnlySpan<byte> message, out ReadOnlySpan<byte> delta)
    {
        delta = default;
        var isAudio = false;
        var isPlain = false;
        var json = new Utf8JsonReader(message);
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName || json.CurrentDepth != 1)
                continue;
            var (isType, isDelta) = (json.ValueTextEquals("type"u8), json.ValueTextEquals("delta"u8));
            if (!json.Read())
                return false;
            if (isType && json.TokenType == JsonTokenType.String)
                isAudio = json.ValueTextEquals("response.audio.delta"u8);
            else if (isDelta && json.TokenType == JsonTokenType.String)
            {
                delta = json.ValueSpan;
                isPlain = !json.ValueIsEscaped;
            }
            else
                json.Skip();
        }

        return isAudio && isPlain;
    }

    private bool TryDecode(ReadOnlySpan<byte> base64, out ReadOnlyMemory<byte> pcm)
    {
        var most = Base64.GetMaxDecodedFromUtf8Length(base64.Length);
        if (_pcm.Length < most)
            _pcm = new byte[most];
        var isWhole = Base64.DecodeFromUtf8(base64, _pcm, out _, out var length) == OperationStatus.Done;
        pcm = _pcm.AsMemory(0, isWhole ? length : 0);
        return isWhole;
    }
}
