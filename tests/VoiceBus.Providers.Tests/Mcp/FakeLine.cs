using System.Text.Json;
using System.Threading.Channels;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Sessions;

namespace VoiceBus.Providers.Tests.Mcp;

/// <summary>A device of which only the MCP line is there; the test answers what is asked.</summary>
internal sealed class FakeLine : IDevice
{
    private readonly Channel<JsonElement> _sent = Channel.CreateBounded<JsonElement>(100);

    public AudioFormat Uplink => AudioFormat.DefaultUplink;

    public AudioFormat Downlink => AudioFormat.DefaultDownlink;

    public bool HasMcp => true;

    public IPlayback Playback => throw new NotSupportedException();

    public void ShowTranscript(string text) => throw new NotSupportedException();

    public void ShowEmotion(string emotion, string emoji) => throw new NotSupportedException();

    public void Close(string reason, CloseCause cause) => throw new NotSupportedException();

    public void Send(DeviceMessage message)
    {
        var sent = JsonElement.Parse(((DeviceMessage.Mcp)message).Payload.Span);
        // Devices ignore notifications.
        if (sent.TryGetProperty("id", out _))
            _sent.Writer.TryWrite(sent).ShouldBeTrue();
    }

    /// <summary>Waits for the next request.</summary>
    public async Task<JsonElement> NextAsync(string method)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var request = await _sent.Reader.ReadAsync(limit.Token);
        request.GetProperty("method").GetString().ShouldBe(method);
        return request;
    }

    public bool IsQuiet => !_sent.Reader.TryPeek(out _);
}
