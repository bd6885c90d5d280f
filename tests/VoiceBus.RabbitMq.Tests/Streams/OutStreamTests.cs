using VoiceBus.Core.Bus;
using VoiceBus.RabbitMq.Streams;
using VoiceBus.RabbitMq.Wire;

namespace VoiceBus.RabbitMq.Tests.Streams;

public sealed class OutStreamTests
{
    private int _changed;

    [Fact]
    public async Task Items_that_gathered_share_a_message()
    {
        var stream = New(credit: 8);
        for (var i = 0; i < 5; i++)
            await stream.WriteAsync(i, CancellationToken.None);
        Take(stream).ShouldBe([0, 1, 2, 3, 4]);
        Take(stream).ShouldBeEmpty();
    }

    [Fact]
    public async Task Beyond_the_credit_an_item_stays_and_its_writer_waits()
    {
        var stream = New(credit: 2);
        await stream.WriteAsync(1, CancellationToken.None);
        await stream.WriteAsync(2, CancellationToken.None);
        var waiting = stream.WriteAsync(3, CancellationToken.None).AsTask();
        waiting.IsCompleted.ShouldBeFalse();
        Take(stream).ShouldBe([1, 2]);

        stream.Grant(1);
        await waiting;
        Take(stream).ShouldBe([3]);
    }

    [Fact]
    public async Task A_writer_that_gives_up_takes_its_item_back()
    {
        var stream = New(credit: 1);
        await stream.WriteAsync(1, CancellationToken.None);
        using var cancel = new CancellationTokenSource();
        var waiting = stream.WriteAsync(2, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting);

        stream.Grant(5);
        await stream.WriteAsync(3, CancellationToken.None);
        Take(stream).ShouldBe([1, 3]);
    }

    [Fact]
    public async Task What_was_sent_is_sent_again_to_another_within_its_credit()
    {
        var stream = New(credit: 4);
        for (var i = 0; i < 4; i++)
            await stream.WriteAsync(i, CancellationToken.None);
        Take(stream).ShouldBe([0, 1, 2, 3]);
        stream.Grant(2);
        await stream.WriteAsync(4, CancellationToken.None);
        Take(stream).ShouldBe([4]);

        stream.TryRestart(2).ShouldBeTrue();
        Take(stream).ShouldBe([0, 1]);
        stream.Grant(3);
        Take(stream).ShouldBe([2, 3, 4]);
    }

    [Fact]
    public async Task What_is_not_kept_is_not_sent_again()
    {
        var stream = New(credit: 4, keep: false);
        await stream.WriteAsync(1, CancellationToken.None);
        Take(stream).ShouldBe([1]);
        stream.TryRestart(4).ShouldBeFalse();
    }

    [Fact]
    public async Task Little_is_gathered_until_it_is_worth_a_message_or_urgent_or_the_end()
    {
        var stream = New(credit: 100, gather: 3);
        await stream.WriteAsync(1, CancellationToken.None);
        await stream.WriteAsync(2, CancellationToken.None);
        Take(stream).ShouldBeEmpty();
        await stream.WriteAsync(-1, CancellationToken.None);
        Take(stream).ShouldBe([1, 2, -1]);
        await stream.WriteAsync(3, CancellationToken.None);
        Take(stream).ShouldBeEmpty();
        stream.Complete();
        Take(stream).ShouldBe([3]);
    }

    [Fact]
    public async Task Gathering_never_holds_back_a_writer_without_credit()
    {
        var stream = New(credit: 2, gather: 300);
        await stream.WriteAsync(1, CancellationToken.None);
        await stream.WriteAsync(2, CancellationToken.None);
        Take(stream).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task The_end_comes_after_the_last_item()
    {
        var stream = New(credit: 1);
        await stream.WriteAsync(1, CancellationToken.None);
        stream.Complete();
        using var message = new PooledBuffer();
        stream.Take(message).ShouldBe(OutLeft.Nothing);
        await Should.ThrowAsync<InvalidOperationException>(stream.WriteAsync(2, CancellationToken.None).AsTask());
        _changed.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Closing_lets_a_waiting_writer_go()
    {
        var stream = New(credit: 1);
        await stream.WriteAsync(1, CancellationToken.None);
        var waiting = stream.WriteAsync(2, CancellationToken.None).AsTask();
        stream.Close();
        await waiting;
        Take(stream).ShouldBeEmpty();
    }

    private static List<int> Take(OutStream<int> stream)
    {
        using var message = new PooledBuffer();
        stream.Take(message);
        var items = new List<int>();
        ReadOnlySpan<byte> rest = message.Span;
        while (Sections.TryTake(ref rest, out var kind, out var payload))
        {
            kind.ShouldBe(SectionKind.Input);
            items.Add(new WireReader(payload).Int32());
        }
        return items;
    }

    private OutStream<int> New(int credit, bool keep = true, int gather = 0)
    {
        var shape = new OutShape<int>(
            SectionKind.Input,
            static (target, item) => WireWriter.Int32(target, item),
            null,
            static why => why == StreamWrite.Completed ? new InvalidOperationException() : null,
            static item => item < 0,
            gather);
        return new OutStream<int>(shape, credit, keep, () => _changed++);
    }
}
