using System.Collections.Concurrent;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;
using VoiceBus.Speech.Moonshine;

namespace VoiceBus.Speech.Tests.Moonshine;

public sealed class MoonshineRecognizerFactoryTests
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);

    /// <summary>A process that ended while its model was loaded ended with a segmentation fault instead of its exit code.</summary>
    [Fact]
    public async Task The_end_waits_for_a_model_that_is_still_loaded()
    {
        var happened = new ConcurrentQueue<string>();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var go = new ManualResetEventSlim();
        var factory = new MoonshineRecognizerFactory(
            () =>
            {
                begun.SetResult();
                go.Wait(_timeout);
                happened.Enqueue("loaded");
                throw new ProviderException(ServiceType.Asr, "moonshine", FailureKind.Unavailable, false, "scripted");
            },
            new MoonshineOptions(),
            TimeProvider.System);
        var loading = factory.CreateAsync(CancellationToken.None);
        await begun.Task.WaitAsync(_timeout);
        var ending = Task.Run(() =>
        {
            go.Set();
            factory.Dispose();
            happened.Enqueue("ended");
        });

        await ending.WaitAsync(_timeout);
        await Should.ThrowAsync<ProviderException>(loading);
        happened.ShouldBe(["loaded", "ended"]);
    }
}
