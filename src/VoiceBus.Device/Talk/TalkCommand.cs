using System.CommandLine;
using VoiceBus.Audio;
using VoiceBus.Device.Mcp;
using VoiceBus.Protocol;

namespace VoiceBus.Device.Talk;

/// <summary>The command line of <c>talk</c>: parses, connects, plays one turn, answers with an exit code.</summary>
internal sealed class TalkCommand
{
    private static readonly Lazy<HttpClient> _http = new(static () => new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseProxy = false }));
    private static readonly int[] _frameDurations = [10, 20, 40, 60, 80, 100, 120];

    private readonly TimeProvider _time;
    private readonly Argument<FileInfo?> _wav = new("wav") { Description = "What to say: a 16-bit PCM WAV of any rate.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _text = new("--text") { Description = "What to type instead of speaking." };
    private readonly Option<Uri> _url = new("--url") { Description = "The server's socket.", CustomParser = result => ParseUrl(result.Tokens[0].Value, result.AddError), DefaultValueFactory = _ => new Uri("ws://127.0.0.1:8000/ws") };
    private readonly Option<ListenMode> _mode = new("--mode") { HelpName = "auto|manual|realtime", Description = "Who ends the utterance.", DefaultValueFactory = _ => ListenMode.Auto };
    private readonly Option<double?> _abortAfter = new("--abort-after") { Description = "Interrupt the reply this many seconds after its first audio." };
    private readonly Option<int> _protocol = new("--protocol") { Description = "Binary framing 1, 2 or 3.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _frame = new("--frame") { Description = "Milliseconds of audio per message.", DefaultValueFactory = _ => 60 };
    private readonly Option<string> _format = new("--format") { Description = "opus or pcm.", DefaultValueFactory = _ => AudioParams.Opus };
    private readonly Option<string> _out = new("--out") { Description = "Where the reply's sound goes.", DefaultValueFactory = _ => "reply.wav" };
    private readonly Option<string> _deviceId = new("--device-id") { Description = "The device's MAC address.", DefaultValueFactory = _ => "02:00:00:00:00:01" };
    private readonly Option<string?> _token = new("--token") { Description = "The device token, when the server wants one (VOICEBUS_DEVICE_TOKEN); without it talk asks for its own, as a board does." };
    private readonly Option<FileInfo?> _camera = new("--camera") { Description = "A picture the device's camera sees." };
    private readonly Option<double> _timeout = new("--timeout") { Description = "Seconds the server may be silent.", DefaultValueFactory = _ => 30 };

    private TalkCommand(TimeProvider time) => _time = time;

    public static Command Build(TimeProvider time)
    {
        var talk = new TalkCommand(time);
        return talk.Build();
    }

    private Command Build()
    {
        _format.AcceptOnlyFromAmong(AudioParams.Opus, AudioParams.Pcm);
        Require(_protocol, BinaryFraming.IsSupported, "--protocol is 1, 2 or 3");
        Require(_frame, value => _frameDurations.Contains(value), $"--frame is one of {string.Join(", ", _frameDurations)}");
        Require(_timeout, value => value is > 0 and < 3600, "--timeout is in seconds, above 0");
        Require(_abortAfter, value => value is null or (>= 0 and < 3600), "--abort-after is in seconds, 0 or more");
        var command = new Command("talk", "Plays a device: says a WAV or a text and prints and records the answer.")
        {
            _wav, _text, _url, _mode, _abortAfter, _protocol, _frame, _format, _out, _deviceId, _token, _camera, _timeout,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(_wav) is null == string.IsNullOrWhiteSpace(result.GetValue(_text)))
                result.AddError("give either a WAV file or --text");
        });
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken ct)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        try
        {
            var outcome = await TalkAsync(await ReadAsync(parsed, ct), output, ct);
            if (outcome.Problem is null)
                return ExitCodes.Good;
            await error.WriteLineAsync(outcome.Problem);
        }
        catch (DeviceException e) when (e.Failure == DeviceFailure.Unreachable)
        {
            await error.WriteLineAsync($"no server answers at {parsed.GetValue(_url)}: start it with ./voicebus run");
        }
        catch (Exception e) when (e is DeviceException or IOException or InvalidDataException or UnauthorizedAccessException or DllNotFoundException)
        {
            await error.WriteLineAsync(e.Message);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await error.WriteLineAsync("interrupted");
        }

        return ExitCodes.Failed;
    }

    private static async Task<TalkOutcome> TalkAsync(TalkOptions options, TextWriter output, CancellationToken ct)
    {
        await using var device = await DeviceBoot.ConnectAsync(options.Connection, ct);
        var audio = device.Hello.Audio;
        await output.WriteLineAsync(
            $"connected to {options.Connection.Url} (session {device.SessionId}, {audio.Format} {audio.SampleRate} Hz, {audio.FrameDuration} ms frames)");
        using var session = new TalkSession(options, device, output);
        return await session.RunAsync(ct);
    }

    private async Task<TalkOptions> ReadAsync(ParseResult parsed, CancellationToken ct)
    {
        var audio = AudioParams.DeviceDefault with { Format = parsed.GetValue(_format)!, FrameDuration = parsed.GetValue(_frame) };
        var connection = new DeviceClientOptions
        {
            Url = parsed.GetValue(_url)!,
            DeviceId = parsed.GetValue(_deviceId)!,
            ClientId = KeptClientId.Read(),
            Token = parsed.GetValue(_token),
            ProtocolVersion = parsed.GetValue(_protocol),
            Audio = audio,
            Features = new DeviceFeatures { Mcp = true },
            Time = _time,
        };
        connection = connection with { Tools = new DeviceTools(await CameraAsync(parsed.GetValue(_camera), connection, ct)) };
        return new TalkOptions
        {
            Connection = connection,
            Recording = parsed.GetValue(_wav) is { } wav ? (await LoadAsync(wav, ct)).At(audio.SampleRate) : null,
            Text = parsed.GetValue(_text),
            Mode = parsed.GetValue(_mode),
            AbortAfter = parsed.GetValue(_abortAfter) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            OutPath = parsed.GetValue(_out)!,
            Timeout = TimeSpan.FromSeconds(parsed.GetValue(_timeout)),
        };
    }

    private static async Task<DeviceCamera?> CameraAsync(FileInfo? picture, DeviceClientOptions device, CancellationToken ct)
    {
        if (picture is null)
            return null;
        if (!picture.Exists)
            throw new FileNotFoundException($"there is no file {picture.Name}");
        return new DeviceCamera(_http.Value, await File.ReadAllBytesAsync(picture.FullName, ct), device.DeviceId, device.ClientId);
    }

    private static async Task<WavAudio> LoadAsync(FileInfo file, CancellationToken ct)
    {
        if (!file.Exists)
            throw new FileNotFoundException($"there is no file {file.Name}");
        try
        {
            return WavFile.Parse(await File.ReadAllBytesAsync(file.FullName, ct));
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{file.Name}: {e.Message}", e);
        }
    }

    internal static Uri? ParseUrl(string value, Action<string> addError)
    {
        if (Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "ws" or "wss")
            return url;
        addError($"--url must begin with ws:// or wss://, got '{value}'");
        return null;
    }

    private static void Require<T>(Option<T> option, Func<T?, bool> fits, string message) => option.Validators.Add(result =>
    {
        try
        {
            if (!fits(result.GetValueOrDefault<T>()))
                result.AddError(message);
        }
        catch (InvalidOperationException)
        {
            // The library throws here for what is not even a number.
            result.AddError(message);
        }
    });
}
