using Microsoft.Extensions.AI;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.ToolPrograms;

namespace VoiceBus.Providers.ToolPrograms;

/// <summary>
/// All programs that have dialled in at this node. Tools of one name count once, those of the newest connection: a program that
/// has dialled again takes the place of its own line that nobody has noticed to be dead. Thread-safe.
/// </summary>
/// <param name="endpoints">Where the tokens are.</param>
/// <param name="options">Deadlines and limits.</param>
/// <param name="time">The clock.</param>
/// <param name="events">Notified of who comes and goes.</param>
public sealed class ToolPrograms(IMcpEndpointStore endpoints, ToolProgramOptions options, TimeProvider time, IEventSink events) : IToolPrograms
{
    private readonly Lock _gate = new();
    private readonly ExceptionGuard _guard = new(events, "tool programs");

    // The newest first; replaced whole.
    private volatile ToolProgram[] _programs = [];

    /// <inheritdoc/>
    public IReadOnlyList<AIFunction> ToolsFor(string deviceId, string persona)
    {
        var programs = _programs;
        return programs.Length == 0 ? [] : [.. programs.Where(program => program.Endpoint.IsFor(deviceId, persona))
            .SelectMany(static program => program.Tools).DistinctBy(static tool => tool.Name)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<ToolProgramStatus> GetStatus() => [.. _programs.Select(static program => program.GetStatus())];

    /// <inheritdoc/>
    public async Task<ToolProgramEnd> ServeAsync(IToolProgramLine line, McpEndpoint endpoint, string address, CancellationToken cancellationToken)
    {
        using var revoked = new CancellationTokenSource();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, revoked.Token);
        var program = new ToolProgram(line, endpoint, address, options, time, events);
        if (!TryAdd(program))
        {
            events.Emit(new ToolProgramRefused(address, $"more than {options.MaxConnections} programs at the endpoint '{endpoint.Name}'"));
            return ToolProgramEnd.Revoked;
        }

        var following = BackgroundTask.Run(() => FollowAsync(program, revoked, over.Token), _guard);
        var why = "it hung up";
        try
        {
            await program.RunAsync(over.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            why = revoked.IsCancellationRequested ? "its token was revoked" : "this server ends";
        }
        catch (IOException lost)
        {
            why = lost.Message;
        }
        finally
        {
            Remove(program);
            events.Emit(new ToolProgramLost(program.Endpoint.Name, program.Server, why));
            var isRevoked = revoked.IsCancellationRequested;
            await over.CancelGuardedAsync(_guard);
            await following;
            if (isRevoked)
                why = "";
        }

        return why.Length == 0 ? ToolProgramEnd.Revoked : cancellationToken.IsCancellationRequested ? ToolProgramEnd.Stopped : ToolProgramEnd.Left;
    }

    // An operator may be at another node: what became of the token is in the database.
    private async Task FollowAsync(ToolProgram program, CancellationTokenSource revoked, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.TokenInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                if (await TryFindAsync(program.Endpoint, cancellationToken) is { } now)
                {
                    program.Endpoint = now;
                    continue;
                }

                await revoked.CancelGuardedAsync(_guard);
                return;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The program is gone.
        }
    }

    private async Task<McpEndpoint?> TryFindAsync(McpEndpoint known, CancellationToken cancellationToken)
    {
        try
        {
            return await endpoints.FindAsync(known.Id, cancellationToken);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            // Whatever a driver throws: who was let in stays.
            events.Emit(new MemoryUnavailable(failure.Message));
            return known;
        }
    }

    private bool TryAdd(ToolProgram program)
    {
        lock (_gate)
        {
            if (_programs.Count(other => other.Endpoint.Id == program.Endpoint.Id) >= options.MaxConnections)
                return false;
            _programs = [program, .. _programs];
            return true;
        }
    }

    private void Remove(ToolProgram program)
    {
        lock (_gate)
            _programs = [.. _programs.Where(other => !ReferenceEquals(other, program))];
    }
}
