using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Core.Tests.Concurrency;

/// <summary>What is thrown through a guarded helper ends its own owner, is told, and nobody else notices.</summary>
public sealed class GuardTests
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);

    private readonly RecordedEvents _events = new();
    private readonly FakeTimeProvider _time = new();
    private int _ended;

    [Fact]
    public void A_defect_is_told_with_its_owner_and_without_its_words()
    {
        Guard("a", "session-a", "call-a").Run(static () => throw new InvalidOperationException("what the user said")).ShouldBeFalse();

        var told = _events.Of<DefectCaught>().ShouldHaveSingleItem();
        (told.Area, told.SessionId, told.CallId, told.Exception).ShouldBe(("a", "session-a", "call-a", nameof(InvalidOperationException)));
        told.Trace.ShouldNotContain("what the user said");
        told.Trace.ShouldContain(nameof(GuardTests));
        told.Text.ShouldBe("what the user said");
        _ended.ShouldBe(1);
    }

    [Fact]
    public void A_guard_never_throws_whatever_its_owner_and_its_teller_do()
    {
        var guard = new ExceptionGuard(new BrokenTeller(), "a", failed: static _ => throw new InvalidOperationException("the owner too"));

        guard.Run(Throw).ShouldBeFalse();
        new ExceptionGuard(_events, "a", failed: static _ => throw new NotSupportedException()).Run(Throw);

        _events.Of<DefectCaught>().Select(static told => told.Exception).ShouldBe(["FormatException", "NotSupportedException"]);
    }

    [Fact]
    public async Task A_task_nobody_awaits_that_throws_ends_its_owner()
    {
        await BackgroundTask.Run(static () => throw new FormatException(), Guard("a")).WaitAsync(_timeout);
        await BackgroundTask.Run(static async () => { await Task.Yield(); throw new FormatException(); }, Guard("b")).WaitAsync(_timeout);
        await BackgroundTask.Observe(Task.FromException(new FormatException()), Guard("c")).WaitAsync(_timeout);

        ShouldHaveEnded("a", "b", "c");
    }

    [Fact]
    public async Task What_is_awaited_throws_at_its_awaiter_alone()
    {
        await Should.ThrowAsync<FormatException>(BackgroundTask.Start(static Task () => throw new FormatException()).WaitAsync(_timeout));
        await Should.ThrowAsync<FormatException>(BackgroundTask.Start(static Task<int> () => throw new FormatException()).WaitAsync(_timeout));
        await Should.ThrowAsync<FormatException>(
            BackgroundTask.StartOnOwnThread(static int () => throw new FormatException(), CancellationToken.None).WaitAsync(_timeout));
        _events.All.ShouldBeEmpty();
    }

    [Fact]
    public void A_timer_that_throws_does_not_keep_another_from_its_time()
    {
        var rung = 0;
        using var broken = _time.CreateGuardedTimer(static (object? _) => Throw(), null, Seconds(1), Seconds(1), Guard("a"));
        using var sound = _time.CreateGuardedTimer(_ => rung++, "", Seconds(1), Seconds(1), Guard("b"));

        _time.Advance(Seconds(1)); // An unguarded callback throws out of this, as it would out of the timer's thread.
        _time.Advance(Seconds(1));

        rung.ShouldBe(2);
        ShouldHaveEnded("a", "a");
    }

    [Fact]
    public async Task A_callback_of_a_token_that_throws_reaches_neither_the_canceller_nor_the_other_callbacks()
    {
        using var source = new CancellationTokenSource();
        var called = 0;
        await using var first = source.Token.RegisterGuarded(_ => called++, "", Guard("b"));
        await using var broken = source.Token.RegisterGuarded(static (object? _) => Throw(), null, Guard("a"));
        await using var last = source.Token.RegisterGuarded(_ => called++, "", Guard("b"));

        await source.CancelAsync();

        called.ShouldBe(2);
        ShouldHaveEnded("a");
    }

    [Fact]
    public async Task A_waiter_that_is_called_back_and_throws_is_told_itself()
    {
        using var source = new CancellationTokenSource();
        var (broken, sound) = (new Waiter { Breaks = true }, new Waiter());
        await using var first = source.Token.RegisterGuarded(sound);
        await using var second = source.Token.RegisterGuarded(broken);

        await source.CancelAsync();

        sound.IsCancelled.ShouldBeTrue();
        broken.Fault.ShouldBeOfType<FormatException>();
    }

    [Fact]
    public async Task Whoever_cancels_does_not_hear_what_foreign_callbacks_throw()
    {
        using var source = new CancellationTokenSource();
        var called = 0;
        using var first = source.Token.Register(() => called++);
        using var foreign = source.Token.Register(Throw);

        var cancelling = source.CancelGuardedAsync(Guard("a"));
        source.IsCancellationRequested.ShouldBeTrue("the token says so at once");
        await cancelling.WaitAsync(_timeout);

        called.ShouldBe(1);
        ShouldHaveEnded("a");
    }

    [Fact]
    public async Task Cancelling_what_is_over_is_nothing()
    {
        var source = new CancellationTokenSource();
        source.Dispose();

        await source.CancelGuardedAsync(Guard("a")).WaitAsync(_timeout);

        ShouldHaveEnded();
    }

    [Fact]
    public void A_deadline_whose_callbacks_throw_is_a_deadline_all_the_same()
    {
        using var late = new DeadlineSource(Seconds(1), _time, Guard("a"));
        using var other = new DeadlineSource(Seconds(1), _time, Guard("b"));
        using var never = new DeadlineSource(Seconds(1), _time, Guard("c"));
        using var foreign = late.Token.Register(Throw);
        never.Dispose();

        _time.Advance(Seconds(1)); // The framework's own source throws out of this.

        late.IsCancellationRequested.ShouldBeTrue();
        other.IsCancellationRequested.ShouldBeTrue();
        ShouldHaveEnded("a");
    }

    [Fact]
    public async Task A_work_item_that_throws_ends_itself_and_runs_again_when_it_is_asked()
    {
        var broken = new Item(Guard("a")) { Breaks = true };
        var sound = new Item(Guard("b"));
        broken.Ask();
        sound.Ask();
        await sound.Ran.WaitAsync(_timeout);
        await Eventually.TrueAsync(() => _ended == 1);
        ShouldHaveEnded("a");

        broken.Breaks = false;
        broken.Ask();
        await broken.Ran.WaitAsync(_timeout);
    }

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

    private static void Throw() => throw new FormatException();

    private ExceptionGuard Guard(string area, string session = "", string call = "") =>
        new(_events, area, session, call, failed: _ => Interlocked.Increment(ref _ended));

    private void ShouldHaveEnded(params string[] areas)
    {
        _events.Of<DefectCaught>().Select(static told => told.Area).ShouldBe(areas);
        _ended.ShouldBe(areas.Length);
    }

    private sealed class BrokenTeller : IEventSink
    {
        public void Emit(DiagnosticEvent @event) => throw new FormatException();
    }

    private sealed class Waiter : ICancellationCallback
    {
        public bool Breaks { get; init; }

        public bool IsCancelled { get; private set; }

        public Exception? Fault { get; private set; }

        public void Cancelled()
        {
            IsCancelled = true;
            if (Breaks)
                Throw();
        }

        public void Failed(Exception exception) => Fault = exception;
    }

    private sealed class Item(ExceptionGuard guard) : GuardedWorkItem
    {
        private readonly TaskCompletionSource _ran = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Breaks { get; set; }

        public Task Ran => _ran.Task;

        public void Ask() => Enqueue();

        protected override void Run()
        {
            if (Breaks)
                Throw();
            _ran.TrySetResult();
        }

        protected override void Failed(Exception exception) => guard.Caught(exception);
    }
}
