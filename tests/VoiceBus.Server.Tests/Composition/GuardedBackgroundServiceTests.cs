using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.AspNetCore;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Gateway.Hosting;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Server.Tests.Composition;

public sealed class GuardedBackgroundServiceTests
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_service_that_throws_is_told_and_begins_anew_and_the_host_runs_on()
    {
        var (events, time) = (new RecordedEvents(), new FakeTimeProvider());
        var service = new Scripted(events, time);
        using var host = new HostBuilder().ConfigureServices(services => services.AddHostedService(_ => service)).Build();
        await host.StartAsync().WaitAsync(_timeout);

        for (var fault = 1; fault <= 3; fault++)
        {
            await Eventually.TrueAsync(() => events.Of<DefectCaught>().Count == fault);
            await Eventually.TrueAsync(() =>
            {
                time.Advance(TimeSpan.FromSeconds(1)); // It pauses a little later than it tells.
                return service.Runs > fault;
            });
        }

        await service.Working.WaitAsync(_timeout);
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested.ShouldBeFalse();
        events.Of<DefectCaught>().ShouldAllBe(static defect => defect.Area == "scripted" && defect.Exception == nameof(FormatException));
        await host.StopAsync().WaitAsync(_timeout);
        events.Of<DefectCaught>().Count.ShouldBe(3, "being stopped is no defect");
    }

    private sealed class Scripted(IEventSink events, TimeProvider time) : GuardedBackgroundService("scripted", events, time)
    {
        private readonly TaskCompletionSource _working = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _runs;

        public int Runs => Volatile.Read(ref _runs);

        public Task Working => _working.Task;

        protected override async Task RunAsync(CancellationToken stoppingToken)
        {
            if (Interlocked.Increment(ref _runs) <= 3)
                throw new FormatException();
            _working.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stoppingToken);
        }
    }
}
