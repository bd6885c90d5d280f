using Microsoft.Extensions.Options;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Gateway.Hosting;
using VoiceBus.Management.Configuration;
using VoiceBus.Management.Languages;

namespace VoiceBus.AspNetCore;

/// <summary>
/// Keeps <see cref="LanguageWatch"/> up to date: with the configuration at once, and now and then with personas that another node,
/// or somebody at the database, has changed.
/// </summary>
internal sealed class LanguageWatchHostedService(
    LanguageWatch languages, IOptionsMonitor<GatewayConfiguration> configuration, IEventSink events, TimeProvider time)
    : GuardedBackgroundService("languages", events, time)
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var changes = configuration.OnChange((_, _) => languages.Apply());
        using var timer = new PeriodicTimer(_interval, Time);
        do
            await RefreshAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        using var deadline = new DeadlineSource(_timeout, Time, Guard);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await languages.RefreshAsync(either.Token);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            // Whatever a driver throws. That the database is away is told by who watches it; the personas known last are used on.
        }
    }
}
