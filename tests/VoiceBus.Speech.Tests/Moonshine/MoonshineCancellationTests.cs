using System.Diagnostics;
using VoiceBus.Speech.Moonshine;
using VoiceBus.Testing.Speech;

namespace VoiceBus.Speech.Tests.Moonshine;

/// <summary>Compares times, so no other test runs beside it.</summary>
[CollectionDefinition(nameof(MoonshineCancellationTests), DisableParallelization = true)]
[Collection(nameof(MoonshineCancellationTests))]
public sealed class MoonshineCancellationTests
{
    [Fact]
    public async Task ACancelledDecodeStopsWithinAToken()
    {
        using var hangUp = new CancellationTokenSource();
        short[] samples = [.. RecordedSpeech.Novel.SelectMany(static sentence => sentence.Audio.Samples).Take(20 * 16_000)];
        var begun = Stopwatch.GetTimestamp();
        await TestModels.Moonshine.RecognizeAsync(new SampleBuffer(samples), CancellationToken.None);
        var whole = Stopwatch.GetElapsedTime(begun);
        var decode = TestModels.Moonshine.RecognizeAsync(new SampleBuffer(samples), hangUp.Token);
        begun = Stopwatch.GetTimestamp();
        await hangUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(decode);
        // Compared with the same decode, not with a clock: the machine may be busy.
        Stopwatch.GetElapsedTime(begun).ShouldBeLessThan(whole / 2);
    }
}
