using VoiceBus.Core.Bus;
using VoiceBus.Testing.Bus;

namespace VoiceBus.Core.Tests.Bus;

public sealed class CallStreamTests
{
    private readonly TrackedItems _items = new();

    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task Completed_keeps_what_waits_then_throws_the_error()
    {
        var stream = NewStream(4);
        await stream.WriteAsync(_items.New(), None);
        stream.Complete(new InvalidDataException("the end"));

        await using var reader = stream.Read(None).GetAsyncEnumerator();
        (await reader.MoveNextAsync()).ShouldBeTrue();
        await Should.ThrowAsync<InvalidDataException>(async () => await reader.MoveNextAsync());
        (await WriteRefusedAsync(stream)).ShouldBe("Completed");
        _items.ByReleases().ShouldBe(new Dictionary<int, int> { [0] = 1, [1] = 1 });
    }

    [Fact]
    public async Task Closed_releases_what_waits_and_what_comes()
    {
        var stream = NewStream(4);
        await stream.WriteAsync(_items.New(), None);
        stream.Close(null);

        (await WriteRefusedAsync(stream)).ShouldBe("Closed");
        _items.ByReleases().ShouldBe(new Dictionary<int, int> { [1] = 2 });
    }

    [Fact]
    public async Task A_complete_stream_that_loses_items_does_not_look_complete()
    {
        var stream = NewStream(4);
        await stream.WriteAsync(_items.New(), None);
        stream.Complete(null);
        stream.Close(new InvalidDataException("lost"));

        await using var reader = stream.Read(None).GetAsyncEnumerator();
        await Should.ThrowAsync<InvalidDataException>(async () => await reader.MoveNextAsync());
    }

    [Fact]
    public async Task A_complete_stream_read_to_its_end_stays_complete()
    {
        var stream = NewStream(4);
        stream.Complete(null);
        stream.Close(new InvalidDataException("too late"));

        await using var reader = stream.Read(None).GetAsyncEnumerator();
        (await reader.MoveNextAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task A_write_that_is_cancelled_while_it_waits_releases_its_item_and_the_stream_goes_on()
    {
        var stream = NewStream(1);
        await stream.WriteAsync(_items.New(), None);
        using var cancel = new CancellationTokenSource();
        var waiting = stream.WriteAsync(_items.New(), cancel.Token).AsTask();
        waiting.IsCompleted.ShouldBeFalse();

        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting.WaitAsync(Gate.Limit));
        _items.ByReleases().ShouldBe(new Dictionary<int, int> { [0] = 1, [1] = 1 });

        stream.TryRead(out _).ShouldBe(StreamRead.Item);
        await stream.WriteAsync(_items.New(), None);
        stream.TryRead(out _).ShouldBe(StreamRead.Item);
    }

    [Fact]
    public async Task A_write_with_a_cancelled_token_releases_its_item()
    {
        var stream = NewStream(1);
        await Should.ThrowAsync<OperationCanceledException>(
            async () => await stream.WriteAsync(_items.New(), new CancellationToken(canceled: true)));
        _items.ByReleases().ShouldBe(new Dictionary<int, int> { [1] = 1 });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_waiting_read_ends_by_either_of_its_tokens(bool outer)
    {
        var stream = NewStream(1);
        using var cancel = new CancellationTokenSource();
        await using var reader = outer
            ? stream.Read(cancel.Token).GetAsyncEnumerator()
            : stream.Read(None).GetAsyncEnumerator(cancel.Token);
        var waiting = reader.MoveNextAsync().AsTask();
        waiting.IsCompleted.ShouldBeFalse();

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(waiting.WaitAsync(Gate.Limit));
    }

    [Fact]
    public async Task A_reader_that_left_neither_holds_its_writer_nor_keeps_items()
    {
        var stream = NewStream(1);
        await stream.WriteAsync(_items.New(), None);
        var waiting = stream.WriteAsync(_items.New(), None).AsTask();
        waiting.IsCompleted.ShouldBeFalse();

        await stream.Read(None).GetAsyncEnumerator().DisposeAsync();

        await waiting.WaitAsync(Gate.Limit);
        await stream.WriteAsync(_items.New(), None);
        _items.ByReleases().ShouldBe(new Dictionary<int, int> { [1] = 3 });
    }

    [Fact]
    public async Task Two_writers_at_once_are_refused()
    {
        var stream = NewStream(1);
        await stream.WriteAsync(_items.New(), None);
        var waiting = stream.WriteAsync(_items.New(), None).AsTask();

        await Should.ThrowAsync<InvalidOperationException>(async () => await stream.WriteAsync(_items.New(), None));

        stream.Close(null);
        (await Should.ThrowAsync<ApplicationException>(waiting.WaitAsync(Gate.Limit))).Message.ShouldBe("Closed");
        _items.ByReleases().ShouldBe(new Dictionary<int, int> { [1] = 3 });
    }

    [Fact]
    public async Task Nothing_is_lost_or_doubled_between_a_writer_and_a_reader_on_two_threads()
    {
        var stream = new CallStream<int>(3, null, static _ => null);
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 50_000; i++)
                await stream.WriteAsync(i, None);
            stream.Complete(null);
        });
        var reading = Task.Run(async () =>
        {
            var next = 0;
            await foreach (var item in stream.Read(None))
                item.ShouldBe(next++);
            return next;
        });

        (await reading.WaitAsync(Gate.Limit)).ShouldBe(50_000);
        await writing.WaitAsync(Gate.Limit);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_writer_that_waits_is_let_go_when_the_stream_ends_and_its_item_is_released(bool close)
    {
        var stream = NewStream(1);
        await stream.WriteAsync(_items.New(), None);
        var waiting = stream.WriteAsync(_items.New(), None).AsTask();

        if (close)
            stream.Close(null);
        else
            stream.Complete(null);

        (await Should.ThrowAsync<ApplicationException>(waiting.WaitAsync(Gate.Limit))).Message.ShouldBe(close ? "Closed" : "Completed");
        _items.ByReleases().GetValueOrDefault(1).ShouldBe(close ? 2 : 1);
    }

    private static CallStream<TrackedItem> NewStream(int capacity) =>
        new(capacity, static item => item.Release(), static why => new ApplicationException(why.ToString()));

    private async Task<string> WriteRefusedAsync(CallStream<TrackedItem> stream) =>
        (await Should.ThrowAsync<ApplicationException>(async () => await stream.WriteAsync(_items.New(), None))).Message;
}
