using VoiceBus.Core.Diagnostics;
using VoiceBus.EndToEnd.Tests.Support;

namespace VoiceBus.EndToEnd.Tests.Issues;

/// <summary>One server for all cases that need none of their own: a server is dear.</summary>
[CollectionDefinition(Name)]
public sealed class DeviceIssues : ICollectionFixture<SharedServer>
{
    public const string Name = "issues of devices";
}

/// <summary>A scripted server whose sentences last 600 ms.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    internal ScriptedServer Scripted { get; private set; } = null!;

    internal RunningServer Server => Scripted.Server;

    public async Task InitializeAsync() => Scripted = await ScriptedServer.StartAsync(framesPerSentence: 10);

    public Task DisposeAsync() => Scripted.DisposeAsync().AsTask();

    /// <summary>What was told of the session of a device, once everything told so far was heard.</summary>
    internal async Task<IReadOnlyList<T>> ToldAsync<T>(Func<T, bool> of)
        where T : DiagnosticEvent
    {
        await Scripted.CatchUpAsync();
        return [.. Scripted.Events.Of<T>().Where(of)];
    }
}
