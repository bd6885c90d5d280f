using VoiceBus.Core.Diagnostics;
using VoiceBus.Speech.Moonshine;

namespace VoiceBus.Speech.Tests.Moonshine;

public sealed class DecodeSlotsTests
{
    [Fact]
    public async Task AWantedDecodeSendsOptionalOnesAwayAndIsNext()
    {
        using var slots = new DecodeSlots(1, NullEventSink.Instance);
        slots.TryEnterOptional(out var sentAway).ShouldBeTrue();
        var wanted = slots.EnterAsync(CancellationToken.None);
        sentAway.IsCancellationRequested.ShouldBeTrue();
        wanted.IsCompleted.ShouldBeFalse();
        slots.TryEnterOptional(out _).ShouldBeFalse();
        slots.Leave();
        await wanted.WaitAsync(TimeSpan.FromSeconds(5));
        slots.Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task AFreeSlotIsTakenWithoutSendingAnybodyAway()
    {
        using var slots = new DecodeSlots(2, NullEventSink.Instance);
        slots.TryEnterOptional(out var sentAway).ShouldBeTrue();
        await slots.EnterAsync(CancellationToken.None);
        sentAway.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task GivingUpTheWaitLeavesNoTrace()
    {
        using var slots = new DecodeSlots(1, NullEventSink.Instance);
        await slots.EnterAsync(CancellationToken.None);
        using var impatience = new CancellationTokenSource();
        var waiting = slots.EnterAsync(impatience.Token);
        await impatience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting);
        slots.Waiting.ShouldBe(0);
        slots.Leave();
        slots.TryEnterOptional(out _).ShouldBeTrue();
    }
}
