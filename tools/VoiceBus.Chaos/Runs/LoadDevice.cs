using VoiceBus.Chaos.Devices;
using VoiceBus.Chaos.Nodes;
using VoiceBus.Device;
using VoiceBus.Protocol;

namespace VoiceBus.Chaos.Runs;

/// <summary>A device that asks and listens, turn after turn, and connects to another gateway when its own lets it go.</summary>
internal sealed class LoadDevice(LocalCluster cluster, int number, int seed, Tally tally) : IAsyncDisposable
{
    // A whole number of the listener's windows.
    private const int SpokenFrames = 16;
    // Nobody asks the next question in the instant the answer ends.
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(45);
    private readonly Random _random = new((seed * 1000) + number);
    private DeviceClient? _device;
    private bool _speaking;

    /// <summary>Holds so many turns, and more as long as it is not enough.</summary>
    public async Task TalkAsync(int turns, CancellationToken enough, CancellationToken cancellationToken)
    {
        for (var turn = 0; turn < turns || !enough.IsCancellationRequested; turn++)
        {
            await Task.Delay(_longestPause * _random.NextDouble(), TimeProvider.System, cancellationToken);
            await TurnAsync(turn, cancellationToken);
        }
        if (_speaking)
            tally.SpeaksOn();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _device?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task TurnAsync(int turn, CancellationToken cancellationToken)
    {
        var spoken = _random.Next(3) == 0;
        var expected = spoken ? Script.Understood(TimeSpan.FromMilliseconds(SpokenFrames * 60)) : $"turn {turn} of device {number}";
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_timeout);
        try
        {
            while (!await TryTurnAsync(expected, spoken, deadline.Token))
                await HangUpAsync();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            tally.Lose(expected, $"no end within {_timeout.TotalSeconds:0} s");
            await HangUpAsync();
        }
    }

    /// <summary>One try of a turn.</summary>
    /// <returns>False when the gateway had let the device go before it said anything.</returns>
    private async Task<bool> TryTurnAsync(string expected, bool spoken, CancellationToken cancellationToken)
    {
        var heard = new List<DeviceEvent>();
        var asked = false;
        try
        {
            var device = _device ??= await ConnectAsync(cancellationToken);
            await AskAsync(device, expected, spoken, cancellationToken);
            asked = true;
            var askedAt = device.Now;
            if (await ListenAsync(device, heard, cancellationToken))
            {
                var answer = HeardAnswer.From(heard);
                tally.Heard(expected, answer, (answer.FirstAudio - askedAt)?.TotalMilliseconds ?? double.NaN);
                return true;
            }
        }
        catch (DeviceException)
        {
            // Let go while it asked.
        }
        if (heard.Exists(static received => received is MessageReceived { Message: ServerMessage.Stt or ServerMessage.TtsStart }))
        {
            tally.Lose(expected, "the connection ended in the middle");
            await HangUpAsync();
            return true;
        }
        if (asked)
            tally.Repeat();
        return false;
    }

    private static async Task AskAsync(DeviceClient device, string text, bool spoken, CancellationToken cancellationToken)
    {
        if (!spoken)
        {
            await device.DetectAsync(text, cancellationToken);
            return;
        }
        await device.BeginSpeakingAsync(SpokenFrames, cancellationToken);
        await device.ListenStopAsync(cancellationToken);
    }

    private async Task<bool> ListenAsync(DeviceClient device, List<DeviceEvent> heard, CancellationToken cancellationToken)
    {
        await foreach (var received in device.Events(cancellationToken))
        {
            heard.Add(received);
            _speaking = received is MessageReceived { Message: ServerMessage.TtsStart } || _speaking;
            // A stop without a start is a good-bye: who lets a device go makes sure that it is silent.
            if (!_speaking || received is not MessageReceived { Message: ServerMessage.TtsStop })
                continue;
            _speaking = false;
            return true;
        }
        return false;
    }

    private async Task<DeviceClient> ConnectAsync(CancellationToken cancellationToken)
    {
        var next = number;
        return await Condition.FoundAsync(
            async token =>
            {
                var gateways = cluster.Gateways;
                if (gateways.Count == 0)
                    return null;
                try
                {
                    return await Talking.ConnectAsync(gateways[next++ % gateways.Count].Socket, $"02:00:00:01:00:{number:x2}", token);
                }
                catch (Exception refused) when (refused is DeviceException or InvalidOperationException)
                {
                    return null;
                }
            },
            cancellationToken);
    }

    private async Task HangUpAsync()
    {
        if (_device is { } device)
            await device.DisposeAsync();
        _device = null;
        _speaking = false;
    }
}
