using System.Net.WebSockets;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Listening;
using VoiceBus.Core.Sessions;
using VoiceBus.Gateway.Limits;
using VoiceBus.Protocol;

namespace VoiceBus.Gateway.Transport;

/// <summary>
/// One device's socket: receives and understands what it sends, and is what a conversation sees of the device. The receive
/// loop never waits for an answer of any service.
/// </summary>
public sealed class DeviceConnection : IDevice, IPlaybackSink
{
    private const int MaxWaitingSignals = 256;
    private const int MaxErrorAnswers = 10;

    private readonly WebSocket _socket;
    private readonly DeviceIdentity _identity;
    private readonly TransportServices _services;
    private readonly ExceptionGuard _guard;
    private readonly Outbox _outbox;
    private readonly MessageReceiver _receiver;
    private readonly IgnoredMessages _ignored;
    private readonly long _connectedAt;
    private TokenBucket _textMessages;
    private AudioPace _audioPace;
    private bool _knowsFraming;
    private DevicePlayback? _playback;
    private Conversation? _conversation;
    private int _errorAnswers;
    private long _closedAt;

    /// <summary>Takes a socket that was accepted; <see cref="RunAsync"/> serves it.</summary>
    public DeviceConnection(WebSocket socket, DeviceIdentity identity, TransportServices services)
    {
        _socket = socket;
        _identity = identity;
        _services = services;
        _connectedAt = services.Time.GetTimestamp();
        var older = identity.DeviceId is { } device ? services.Sessions.FindByDevice(device) : null;
        Session = services.Sessions.Open(identity.DeviceId, identity.SessionId);
        _guard = new ExceptionGuard(services.Conversations.Events, "device connection", Session.Id, failed: _ => socket.Abort());
        _outbox = new Outbox(socket, services.Time, _guard);
        if (identity.ClientId is { } client)
            Session.Connection.ClientId = client;
        if (identity.Address is { } address)
            Session.Connection.Address = address;
        // A board that was reset comes back from where it was; whoever comes from elsewhere may be somebody else.
        if (older?.Connection.Address is { } before && before != identity.Address)
            services.Conversations.Events.Emit(new DeviceReplaced(Session.Id, older.Id, Session.DeviceId, identity.Address, before));
        _receiver = new MessageReceiver(socket, () => services.LimitsNow.MessageBytes, services.Unfinished, services.Time);
        _ignored = new IgnoredMessages(Session, services.Conversations.Events, services.Time);
    }

    /// <summary>Cancelled when the device is gone, also while nothing of its socket is read.</summary>
    public CancellationToken Gone { get; init; }

    /// <summary>The session behind the socket.</summary>
    public Session Session { get; }

    /// <inheritdoc/>
    public AudioFormat Uplink { get; private set; } = AudioFormat.DefaultUplink;

    /// <inheritdoc/>
    public AudioFormat Downlink { get; private set; } = AudioFormat.DefaultDownlink;

    /// <inheritdoc/>
    public bool HasMcp { get; private set; }

    /// <inheritdoc/>
    public bool ListensWhileSpeaking { get; private set; }

    /// <inheritdoc/>
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
        catch (Exception defect)
        {
            _guard.Caught(defect);
            reason = "a fault of the server ended the session";
        }
        finally
        {
            _guard.Run(static connection => connection.AnswerClose(), this);
            if (Session.Connection.CloseReason is { } decided)
                reason = decided;
            if (_conversation is { } conversation)
            {
                conversation.Post(new DeviceSignal.Gone(reason));
                await conversation.Ended;
            }

            _guard.Run(_ignored.End);
            _services.Sessions.Close(Session, reason);
            await EndSocketAsync();
        }
    }

    // Clients take a connection that ends without the answer for a lost one.
    private void AnswerClose()
    {
        if (_socket.State == WebSocketState.CloseReceived)
            Close("", CloseCodes.InKind(_socket.CloseStatus));
    }

    // A handshake that is complete ends the stream in order; a reset could overtake the last frame.
    private async Task EndSocketAsync()
    {
        if (_socket.State == WebSocketState.CloseReceived)
            await _outbox.WhenClosed(); // CheckDeadlines bounds it.
        if (_socket.State != WebSocketState.Closed)
            _socket.Abort();
    }

    /// <summary>Ends what takes too long: a missing hello, a stuck send, a message without an end, a close nobody answers.</summary>
    public void CheckDeadlines() => _guard.Run(static connection => connection.AbortWhatIsLate(), this);

    private void AbortWhatIsLate()
    {
        var options = _services.Options;
        var messageTimeout = TimeSpan.FromMilliseconds(_services.LimitsNow.MessageTimeoutMs);
        var time = _services.Time;
        if (_outbox.Stuck >= options.SendTimeout)
            _socket.Abort();
        else if (Volatile.Read(ref _closedAt) is not 0 and var closedAt)
            AbortAfter(closedAt, options.CloseTimeout);
        else if (_conversation is null && time.GetElapsedTime(_connectedAt) >= options.HelloTimeout)
            Close("no hello", CloseCause.Normal);
        else if (_receiver.Unfinished >= messageTimeout)
            GiveUpMessage(messageTimeout);
    }

    /// <summary>Ends the session, or the connection that has none yet. Thread-safe.</summary>
    /// <param name="reason">Why, in words.</param>
    /// <param name="cause">Why, for the device.</param>
    public void Leave(string reason, CloseCause cause)
    {
        if (Session.Inbox?.Post(new SessionCommand.Close(reason, cause)) != true)
            Close(reason, cause);
    }

    /// <inheritdoc/>
    public void ShowTranscript(string text) => Send(ServerMessages.Stt(Session.Id, text));

    /// <inheritdoc/>
    public void ShowEmotion(string emotion, string emoji) => Send(ServerMessages.Llm(Session.Id, emotion, emoji));

    /// <inheritdoc/>
    public void Send(DeviceMessage message) => Send(message switch
    {
        DeviceMessage.Mcp mcp => ServerMessages.Mcp(Session.Id, mcp.Payload),
        DeviceMessage.ThingCommand command => ServerMessages.Iot(Session.Id, command.Thing, command.Method, command.Parameters),
        DeviceMessage.Reboot => ServerMessages.System(Session.Id, "reboot"),
        DeviceMessage.Alert alert => ServerMessages.Alert(Session.Id, alert.Status, alert.Text, alert.Emotion),
        DeviceMessage.Custom custom => ServerMessages.Custom(Session.Id, custom.Payload),
        _ => throw new ArgumentException($"A device cannot be told {message.GetType().Name}.", nameof(message)),
    });

    /// <inheritdoc/>
    public void Close(string reason, CloseCause cause) => Close(reason, CloseCodes.Of(cause));

    private void Close(string reason, WebSocketCloseStatus status)
    {
        Interlocked.CompareExchange(ref _closedAt, _services.Time.GetTimestamp(), 0);
        _outbox.Close(reason, status);
    }

    void IPlaybackSink.SendSpeechStart() => Send(ServerMessages.TtsStart(Session.Id));

    void IPlaybackSink.SendSentenceStart(string text) => Send(ServerMessages.SentenceStart(Session.Id, text));

    void IPlaybackSink.SendSentenceEnd(string text) => Send(ServerMessages.SentenceEnd(Session.Id, text));

    void IPlaybackSink.SendSpeechStop() => Send(ServerMessages.TtsStop(Session.Id));

    bool IPlaybackSink.TrySendAudio(AudioPacket packet) => _outbox.TrySendAudio(packet);

    void IPlaybackSink.DropAudio() => _outbox.DropAudio();

    private async Task<string> ReceiveAllAsync(CancellationToken cancellationToken)
    {
        using var receiver = _receiver;
        while (true)
        {
            var message = await receiver.ReceiveAsync(cancellationToken);
            if (message.Type == WebSocketMessageType.Close)
                return "closed by the device";
            if (message.Type == WebSocketMessageType.Text)
                await TakeTurnAsync(cancellationToken);
            if (message.Fault != MessageFault.None)
                Refuse(message.Fault);
            else if (message.Type == WebSocketMessageType.Binary)
                await WaitAsync(ReceiveAudio(message.Bytes.Span), cancellationToken);
            else
                Receive(ClientMessageReader.Read(message.Bytes.Span));
            if (_conversation?.WaitForRoomAsync(MaxWaitingSignals, Gone) is { IsCompleted: false } room)
                await room.WaitAsync(cancellationToken);
        }
    }

    /// <summary>A device that sends too many messages waits: nothing more of its socket is read meanwhile, and nothing is lost.</summary>
    private ValueTask TakeTurnAsync(CancellationToken cancellationToken)
    {
        var most = _services.LimitsNow.TextMessagesPerSecond;
        _textMessages.TryTake(_services.Time.GetElapsedTime(_connectedAt), most, TimeSpan.FromSeconds(1), TimeSpan.MaxValue, out var wait);
        if (wait == TimeSpan.Zero)
            return ValueTask.CompletedTask;
        _ignored.Limit(LimitNames.TextMessages, $"more than {most} text messages a second; they wait");
        return WaitAsync(wait, cancellationToken);
    }

    private ValueTask WaitAsync(TimeSpan wait, CancellationToken cancellationToken) => wait == TimeSpan.Zero
        ? ValueTask.CompletedTask : new ValueTask(Task.Delay(wait, _services.Time, Gone).WaitAsync(cancellationToken));

    private void Refuse(MessageFault fault)
    {
        if (fault == MessageFault.NoRoom)
            _ignored.Limit(LimitNames.UnfinishedBytes, $"the unfinished messages of all devices take more than {_services.LimitsNow.UnfinishedBytes} bytes");
        else
            _ignored.Limit(LimitNames.MessageBytes, $"a message of more than {_services.LimitsNow.MessageBytes} bytes");
    }

    private void GiveUpMessage(TimeSpan timeout)
    {
        _ignored.Limit(LimitNames.MessageTimeout, $"a message was not whole within {timeout.TotalSeconds:0.#} s");
        Leave("a message took too long", CloseCause.Refused);
    }

    /// <summary>Takes a packet of the microphone.</summary>
    /// <returns>How long to wait before more is read.</returns>
    private TimeSpan ReceiveAudio(ReadOnlySpan<byte> message)
    {
        if (!_knowsFraming && _conversation is not null && !message.IsEmpty)
            Frame(FramingDetector.VersionOf(message));
        if (_conversation is null)
            _ignored.AddAudio("audio before hello");
        else if (!BinaryFraming.TryUnwrap(_outbox.Framing, message, out var payload, out _, out var error))
            IgnoreAudio(_conversation, error!);
        else if (!payload.IsEmpty)
        {
            _conversation.PostAudio(AudioPacket.Copy(payload));
            return Pace(PacketDuration.Of(Uplink, payload));
        }

        return Pace(PacketDuration.Shortest);
    }

    private TimeSpan Pace(TimeSpan audio)
    {
        var wait = _audioPace.Take(_services.Time.GetElapsedTime(_connectedAt), audio);
        if (wait > TimeSpan.Zero)
            _ignored.Limit(LimitNames.Audio, $"more than {AudioPace.Burst.TotalSeconds:0} s of audio ahead of real time; it waits");
        return wait;
    }

    // Answered in kind from the next packet on.
    private void Frame(int version)
    {
        _knowsFraming = true;
        _outbox.Framing = version;
        Session.Connection.ProtocolVersion = version;
    }

    private void Receive(ClientMessage message)
    {
        switch (message)
        {
            case ClientMessage.Hello hello when _conversation is null: Greet(hello); break;
            case ClientMessage.Hello: Ignore("a second hello on one connection"); break;
            case ClientMessage.Ping: Send(ServerMessages.Pong(Session.Id)); break;
            case ClientMessage.Goodbye: Leave("the device said goodbye", CloseCause.Normal); break;
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
        ClientMessage.ListenStart start => new DeviceSignal.ListenStarted(ModeOf(start.Mode)),
        ClientMessage.ListenStop => new DeviceSignal.ListenStopped(),
        ClientMessage.ListenDetect detect => new DeviceSignal.TextEntered(detect.Text),
        ClientMessage.TextChat chat => new DeviceSignal.TextEntered(chat.Text),
        ClientMessage.Abort abort => new DeviceSignal.AbortRequested(abort.Reason),
        ClientMessage.Mcp mcp => new DeviceSignal.McpReceived(mcp.Payload),
        ClientMessage.Iot things => new DeviceSignal.ThingsReceived(things.Body),
        _ => null,
    };

    private static ListeningMode ModeOf(ListenMode mode) => mode switch
    {
        ListenMode.Auto => ListeningMode.Auto,
        ListenMode.Manual => ListeningMode.Manual,
        ListenMode.Realtime => ListeningMode.Realtime,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "There is no such mode."),
    };

    private void Greet(ClientMessage.Hello hello)
    {
        if (HelloNegotiation.Refuse(hello) is { } problem)
        {
            Answer(problem);
            return;
        }

        (Uplink, Downlink) = HelloNegotiation.Agree(hello.Audio);
        Session.Connection.ProtocolVersion = 1;
        if (HelloNegotiation.Framing(_identity.Framing) is { } framing)
            Frame(framing);
        Session.Connection.Codec = hello.Audio.Format;
        HasMcp = hello.Features.Mcp;
        ListensWhileSpeaking = _identity.ListensWhileSpeaking ?? hello.Features.EchoCancelled;
        var frame = TimeSpan.FromMilliseconds(Downlink.FrameDuration);
        // The first thing the device hears is the hello, and when it does its session takes commands.
        _outbox.PauseSending();
        try
        {
            Send(ServerMessages.Hello(Session.Id, HelloNegotiation.Announce(Downlink)));
            _playback = new DevicePlayback(this, _services.Clock, _services.Time, _services.Options.Playback, frame, _guard);
            _conversation = new Conversation(Session, this, _services.Conversations);
        }
        finally
        {
            _outbox.ResumeSending();
        }
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

    private void Ignore(string reason) => _ignored.Add(reason);

    // The device is told once: whoever writes its program looks there.
    private void IgnoreAudio(Conversation conversation, string reason)
    {
        conversation.CountMalformedAudio();
        if (_ignored.AddAudio(reason))
            Send(ServerMessages.Error(Session.Id, $"audio cannot be understood: {reason}"));
    }

    private void AbortAfter(long since, TimeSpan timeout)
    {
        if (_services.Time.GetElapsedTime(since) >= timeout)
            _socket.Abort();
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
