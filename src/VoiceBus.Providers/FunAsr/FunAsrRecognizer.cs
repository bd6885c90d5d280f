using System.Runtime.CompilerServices;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.Recognition;

namespace VoiceBus.Providers.FunAsr;

/// <summary>
/// Recognises with a FunASR server of one's own, over one WebSocket that is kept from utterance to utterance. One call at a time.
/// </summary>
internal sealed class FunAsrRecognizer : ISpeechRecognizer
{
    // What a server may still say after the words it owed.
    private static readonly TimeSpan _afterword = TimeSpan.FromMilliseconds(300);

    private readonly FunAsrOptions _options;
    private readonly VendorContext _context;
    private readonly FunAsrErrors _errors;
    private readonly KeptSocket _kept;
    private string _hotwords = "";

    /// <summary>Makes one; it connects when it is first asked.</summary>
    public FunAsrRecognizer(FunAsrOptions options, VendorContext context)
    {
        (_options, _context, _errors) = (options, context, new FunAsrErrors(context, options));
        var dialling = new VendorSocketOptions
        {
            Url = options.Url,
            SubProtocol = "binary",
            Headers = string.IsNullOrEmpty(options.Key)
                ? new Dictionary<string, string>() : new Dictionary<string, string> { ["Authorization"] = $"Bearer {options.Key}" },
            ConnectTimeout = options.ConnectTimeout,
            AllowUntrustedCertificate = options.AllowUntrustedCertificate,
            // The Python servers answer no ping while a model works.
            PingInterval = Timeout.InfiniteTimeSpan,
        };
        _kept = new KeptSocket(token => VendorDialer.DialAsync(dialling, _errors, context, token), options.KeepConnection, context);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Transcript> RecognizeAsync(
        RecognitionRequest request, IAsyncEnumerable<AudioFrame> audio, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var utterance = await BeginAsync(request, cancellationToken);
        var understood = false;
        try
        {
            await foreach (var transcript in VendorRecognition.RunAsync(utterance, audio, request.WantPartials, _context, cancellationToken))
            {
                understood = transcript.Kind == TranscriptKind.Final;
                yield return transcript;
            }
        }
        finally
        {
            await ReleaseAsync(utterance, understood);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _kept.DisposeAsync();

    private async Task<VendorUtterance> BeginAsync(RecognitionRequest request, CancellationToken cancellationToken)
    {
        // The C++ server takes them once a connection.
        var hotwords = FunAsrMessages.Hotwords(_options, request);
        if (hotwords != _hotwords)
            await _kept.DropAsync();
        _hotwords = hotwords;
        VendorUtterance? begun = null;
        await _kept.OpenAsync(
            async (socket, token) =>
            {
                if (IsRealtime(socket))
                {
                    var realtime = new RealtimeUtterance(socket, _options, _errors);
                    begun = realtime;
                    await realtime.BeginAsync(request, token);
                }
                else
                {
                    var utterance = new FunAsrUtterance(socket, _options, _errors, _context.Time);
                    begun = utterance;
                    await utterance.BeginAsync(request, hotwords, token);
                }
            },
            cancellationToken);
        return begun!;
    }

    // The servers of runtime/ agree to the subprotocol (Python) or say what they are made with (C++); the other does neither.
    private bool IsRealtime(VendorSocket socket) => _options.Protocol switch
    {
        "realtime" => true,
        "wss" => false,
        _ => socket.SubProtocol is null && socket.Headers.TryGetValue("Server", out var made)
            && made.Any(static name => name.Contains("websockets", StringComparison.OrdinalIgnoreCase)),
    };

    private async ValueTask ReleaseAsync(VendorUtterance utterance, bool understood)
    {
        if (!understood || _options.KeepConnection <= TimeSpan.Zero)
        {
            await utterance.Socket.DisposeAsync();
            return;
        }

        try
        {
            var late = Task.Delay(_afterword, _context.Time, CancellationToken.None);
            while (!utterance.IsOver && !late.IsCompleted)
            {
                await utterance.Socket.WaitAsync(late, CancellationToken.None);
                if (!utterance.Socket.HasMessage)
                    break;
                using var message = await utterance.Socket.ReceiveAsync(_afterword, CancellationToken.None);
                if (message.IsClose)
                    break;
                utterance.Take(message);
            }
        }
        catch (ProviderException)
        {
            // The words were understood; the connection is not kept when it is lost.
        }

        await _kept.KeepAsync(utterance.Socket);
    }
}
