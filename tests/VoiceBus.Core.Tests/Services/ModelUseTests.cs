using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Core.Tests.Services;

public sealed class ModelUseTests
{
    private readonly Failover<object> _service = ScriptedService.Of(ServiceType.Tts, TimeProvider.System, ScriptedService.Entry(
        ServiceType.Tts, "one", new ProviderScript(), () => new object(), TimeProvider.System));

    [Fact]
    public async Task The_use_of_a_replaced_model_ends_with_the_last_call_that_runs_by_it()
    {
        var (first, endFirst) = await StartAsync();
        var (second, endSecond) = await StartAsync();

        var use = _service.Replace(_service.Model with { Enabled = false });
        use.Ended.IsCompleted.ShouldBeFalse();
        endFirst.SetResult(true);
        await first;
        use.Ended.IsCompleted.ShouldBeFalse("the other call still runs by it");
        endSecond.SetException(new IOException("down"));
        await Should.ThrowAsync<ProviderException>(second);

        await use.Ended.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void The_use_of_a_replaced_model_that_nobody_runs_by_has_ended() =>
        _service.Replace(_service.Model).Ended.IsCompleted.ShouldBeTrue();

    [Fact]
    public async Task Calls_and_replacements_at_once_never_meet_an_ended_model_and_leave_none_in_use()
    {
        var uses = new List<ConfigurationLease<object>>();
        using var over = new CancellationTokenSource();
        var calls = 0;
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (; !over.IsCancellationRequested; Interlocked.Increment(ref calls))
                (await _service.RunAsync(ProviderCaller.Named("s"), static (_, _, _) => Task.FromResult(true), CancellationToken.None)).ShouldBeTrue();
        })).ToArray();

        while (uses.Count < 2000 || Volatile.Read(ref calls) < 2000)
            uses.Add(_service.Replace(_service.Model));
        await over.CancelAsync();

        await Task.WhenAll(callers);
        foreach (var use in uses)
            await use.Ended.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private async Task<(Task<bool> Call, TaskCompletionSource<bool> End)> StartAsync()
    {
        var inside = new TaskCompletionSource();
        var end = new TaskCompletionSource<bool>();
        var call = _service.RunAsync(ProviderCaller.Named("s"), (_, _, _) =>
        {
            inside.SetResult();
            return end.Task;
        }, CancellationToken.None);
        await inside.Task.WaitAsync(TimeSpan.FromSeconds(20));
        return (call, end);
    }
}
