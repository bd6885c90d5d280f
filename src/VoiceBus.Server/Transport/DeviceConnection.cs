using System.Net.WebSockets;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Facts;
using VoiceBus.Core.Listening;
using VoiceBus.Core.Sessions;
using VoiceBus.Protocol;

namespace VoiceBus.Server.Transport;

/// <summary>
/// One device's socket: receives and understands what it sends, and is what a conversation sees of the device. The receive
/// loop never waits for an answer of any service.
/// </summary>
internal sealed class DeviceConnection : IDevice, IPlaybackSink
{
    private const int MaxWaitingSignals = 256;
    private const int MaxErrorAnswers = 10;
    private const string AddressKey = "address";
    private static readonly TimeSpan _crowdedPause = TimeSpan.FromMilliseconds(5);

    private readonly WebSocket _socket;
    private readonly DeviceIdentity _identity;
    private readonly TransportServices _services;
    private readonly Outbox _outbox;
    private readonly long _connectedAt;
    private DevicePlayback? _playback;
    private Conversation? _conversation;
    private int _errorAnswers;
    private long _closedAt;

    public DeviceConnection(WebSocket socket, DeviceIdentity identity, TransportServices services)
    {
        _socket = socket;
        _identity = identity;
        _services = services;
        _outbox = new Outbox(socket, services.Time);
        _connectedAt = services.Time.GetTimestamp();
        var older = identity.DeviceId is { } device ? services.Sessions.FindByDevice(device) : null;
        Session = services.Sessions.Open(identity.DeviceId, identity.SessionId);
        if (identity.ClientId is { } client)
            Session.Remember("client_id", client);
        if (identity.Address is { } address)
            Session.Remember(AddressKey, address);
        // A board that was reset comes back from where it was; whoever comes from elsewhere may be somebody else.
        if (older?.Context.GetValueOrDefault(AddressKey) is { } before && before != identity.Address)
            services.Conversations.Facts.Tell(new DeviceReplaced(Session.Id, older.Id, Session.DeviceId, identity.Address, before));
    }

    /// <summary>The session behind the socket.</summary>
    public Session Session { get; }

    public AudioFormat Uplink { get; private set; } = AudioFormat.DefaultUplink;

    public AudioFormat Downlink { get; private set; } = AudioFormat.DefaultDownlink;

    public bool HasMcp { get; private set; }

    public IPlayback Playback => _playback ?? throw new InvalidOperationException("The device has not said hello.");

    /// <summary>Runs until the socket is gone and nothing of the session runs any more.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var reason = "closed by the device";
        try
        {
            reason = await ReceiveAllAsync(cancellationToken);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or IOException)
        {
            // Devices hang up by dropping the connection (protocol.md 1.3).
            reason = "connection lost";
        }
        finally
        {
            if (Session.Context.TryGetValue("closed", out var decided))
                reason = decided;
            if (_conversation is { } conversation)
            {
                conversation.Post(new DeviceSignal.Gone(reason));
                await conversation.Ended;
            }

            _services.Sessions.Close(Session, reason);
            _socket.Abort();
        }
    }

    /// <summary>Ends what takes too long: a missing hello, a stuck send, a close nobody answers.</summary>
    public void CheckDeadlines()
    {
        var options = _services.Options;
        var time = _services.Time;
        if (_outbox.Stuck >= options.SendTimeout)
            _socket.Abort();
        else if (Volatile.Read(ref _closedAt) is not 0 and var closedAt)
            AbortAfter(closedAt, options.CloseTimeout);
        else if (_conversation is null && time.GetElapsedTime(_connectedAt) >= options.HelloTimeout)
            Close("no hello");
    }

    /// <summary>Ends the session, or the connection that has none yet. Thread-safe.</summary>
    public void Leave(string reason)
    {
        if (Session.Inbox?.Post(new SessionCommand.Close(reason)) != true)
            Close(reason);
    }

    public void ShowTranscript(string text) => Send(ServerMessages.Stt(Session.Id, text));

    public void ShowEmotion(string emotion, string emoji) => Send(ServerMessages.Llm(Session.Id, emotion, emoji));

    public void Send(DeviceMessage message) => Send(message switch
    {
        DeviceMessage.Mcp mcp => ServerMessages.Mcp(Session.Id, mcp.Payload),
        DeviceMessage.ThingCommand command => ServerMessages.Iot(Session.Id, command.Thing, command.Method, command.Parameters),
        DeviceMessage.Reboot => ServerMessages.System(Session.Id, "reboot"),
        DeviceMessage.Alert alert => ServerMessages.Alert(Session.Id, alert.Status, alert.Text, alert.Emotion),
        DeviceMessage.Custom custom => ServerMessages.Custom(Session.Id, custom.Payload),
        _ => throw new ArgumentException($"A device cannot be told {message.GetType().Name}.", nameof(message)),
    });

    public void Close(string reason)
    {
        Interlocked.CompareExchange(ref _closedAt, _services.Time.GetTimestamp(), 0);
        _outbox.Close(reason);
    }

    void IPlaybackSink.SendSpeechStart() => Send(ServerMessages.TtsStart(Session.Id));

    void IPlaybackSink.SendSentenceStart(string text) => Send(ServerMessages.SentenceStart(Session.Id, text));

    void IPlaybackSink.SendSentenceEnd(string text) => Send(ServerMessages.SentenceEnd(Session.Id, text));

    void IPlaybackSink.SendSpeechStop() => Send(ServerMessages.TtsStop(Session.Id));

    bool IPlaybackSink.TrySendAudio(AudioPacket packet) => _outbox.TrySendAudio(packet);

    void IPlaybackSink.DropAudio() => _outbox.DropAudio();

    private async Task<string> ReceiveAllAsync(CancellationToken cancellationToken)
    {
        using var receiver = new MessageReceiver(_socket, _services.Options.MaxMessageBytes);
        while (true)
        {
            var message = await receiver.ReceiveAsync(cancellationToken);
            if (message.Type == WebSocketMessageType.Close)
                return "closed by the device";
            if (message.TooLarge)
                Ignore($"a message over {_services.Options.MaxMessageBytes} bytes");
            else if (message.Type == WebSocketMessageType.Binary)
                ReceiveAudio(message.Bytes.Span);
            else
                Receive(ClientMessageReader.Read(message.Bytes.Span));
            while (_conversation?.Waiting > MaxWaitingSignals)
                await Task.Delay(_crowdedPause, _services.Time, cancellationToken);
        }
    }

    private void ReceiveAudio(ReadOnlySpan<byte> message)
    {
        if (_conversation is null)
            Ignore("audio before hello");
        else if (!BinaryFraming.TryUnwrap(_outbox.Framing, message, out var payload, out _, out var error))
            Ignore(error!);
        else if (!payload.IsEmpty)
            _conversation.PostAudio(AudioPacket.Copy(payload));
    }

    private void Receive(ClientMessage message)
    {
        switch (message)
        {
            case ClientMessage.Hello hello when _conversation is null: Greet(hello); break;
            case ClientMessage.Hello: Ignore("a second hello on one connection"); break;
            case ClientMessage.Ping: Send(ServerMessages.Pong(Session.Id)); break;
            case ClientMessage.Goodbye: Leave("the device said goodbye"); break;
            case ClientMessage.Malformed malformed: Answer(malformed.Reason); break;
            case ClientMessage.Unknown unknown: Ignore($"unknown type '{Shorten(unknown.Type)}'"); break;
            default: Pass(message); break;
        }
    }

    private void Pass(ClientMessage message)
    {
        if (ToSignal(message) is not { } signal)
            Ignore($"nothing to do for '{message.GetType().Name}'");
        else if (_conversation is null)
            Answer("the first message must be a hello");
        else if (!_conversation.Post(signal))
            Ignore("too many messages at once");
    }

    private static DeviceSignal? ToSignal(ClientMessage message) => message switch
    {
        ClientMessage.ListenStart start => new DeviceSignal.ListenStarted((ListeningMode)start.Mode),
        ClientMessage.ListenStop => new DeviceSignal.ListenStopped(),
        ClientMessage.ListenDetect detect => new DeviceSignal.TextEntered(detect.Text),
        ClientMessage.TextChat chat => new DeviceSignal.TextEntered(chat.Text),
        ClientMessage.Abort abort => new DeviceSignal.AbortRequested(abort.Reason),
        ClientMessage.Mcp mcp => new DeviceSignal.McpReceived(mcp.Payload),
        ClientMessage.Iot things => new DeviceSignal.ThingsReceived(things.Body),
        _ => null,
    };

    private void Greet(ClientMessage.Hello hello)
    {
        if (HelloNegotiation.Refuse(hello) is { } problem)
        {
            Answer(problem);
            return;
        }

        (Uplink, Downlink) = HelloNegotiation.Agree(hello.Audio);
        _outbox.Framing = HelloNegotiation.Framing(_identity.Framing, hello.Version);
        Session.Remember("protocol_version", _outbox.Framing.ToString());
        Session.Remember("codec", hello.Audio.Format);
        HasMcp = hello.Features.Mcp;
        // Before anything slow: the device waits for this with its main task (protocol.md 2.3).
        Send(ServerMessages.Hello(Session.Id, HelloNegotiation.Announce(Downlink)));
        var frame = TimeSpan.FromMilliseconds(Downlink.FrameDuration);
        _playback = new DevicePlayback(this, _services.Clock, _services.Time, _services.Options.Playback, frame);
        _conversation = new Conversation(Session, this, _services.Conversations);
    }

    private void Send(byte[] message)
    {
        if (!_outbox.TrySend(message))
            _socket.Abort(); // Hundreds of messages wait: nobody reads at the other end.
    }

    private void Answer(string problem)
    {
        Ignore(problem);
        if (Interlocked.Increment(ref _errorAnswers) <= MaxErrorAnswers)
            Send(ServerMessages.Error(Session.Id, problem));
    }

    private void Ignore(string reason) => _services.Conversations.Facts.Tell(new DeviceMessageIgnored(Session.Id, reason));

    private void AbortAfter(long since, TimeSpan timeout)
    {
        if (_services.Time.GetElapsedTime(since) >= timeout)
            _socket.Abort();
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
