using System.Threading.Channels;

namespace VoiceBus.Testing.Providers;

/// <summary>
/// What the instances of one scripted provider do, and how many are at work. Shared by all instances of a pool; set the
/// properties before or between calls. Nothing here waits for time to pass: a held stream goes on when released or cancelled.
/// </summary>
public sealed class ProviderScript
{
    private readonly Channel<string> _held = Channel.CreateBounded<string>(
        new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest });
    private TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _created;
    private int _disposed;
    private int _opened;
    private int _closed;

    /// <summary>Thrown when an instance is made.</summary>
    public Exception? FailCreation { get; set; }

    /// <summary>Thrown before the first useful reply.</summary>
    public Exception? FailBeforeReply { get; set; }

    /// <summary>Thrown after the first useful reply.</summary>
    public Exception? FailAfterReply { get; set; }

    /// <summary>Making an instance waits for <see cref="Release"/>.</summary>
    public bool HoldCreation { get; set; }

    /// <summary>Streams wait for <see cref="Release"/> before their first useful reply.</summary>
    public bool HoldBeforeReply { get; set; }

    /// <summary>Streams wait for <see cref="Release"/> after their first useful reply.</summary>
    public bool HoldAfterReply { get; set; }

    /// <summary>A held stream does not heed its token.</summary>
    public bool IgnoreCancellation { get; set; }

    /// <summary>Instances made since start.</summary>
    public int Created => Volatile.Read(ref _created);

    /// <summary>Instances made and not disposed.</summary>
    public int Instances => Created - Volatile.Read(ref _disposed);

    /// <summary>Streams opened since start.</summary>
    public int Opened => Volatile.Read(ref _opened);

    /// <summary>Streams opened and not ended or left.</summary>
    public int OpenStreams => Opened - Volatile.Read(ref _closed);

    /// <summary>Names the point ("creation", "before", "after") each time something starts to be held.</summary>
    public ChannelReader<string> Held => _held.Reader;

    /// <summary>Lets everything that is held now go on, and nothing held later.</summary>
    public void Release() =>
        Interlocked.Exchange(ref _gate, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

    /// <summary>Makes an instance the way the script says; for <c>ProviderPool</c>'s creator.</summary>
    public async Task<T> CreateAsync<T>(Func<T> make, CancellationToken cancellationToken)
    {
        if (HoldCreation)
            await HoldAsync("creation", cancellationToken);
        if (FailCreation is { } failure)
            throw failure;
        var instance = make();
        Interlocked.Increment(ref _created);
        return instance;
    }

    /// <summary>An instance made by <see cref="CreateAsync"/> was disposed.</summary>
    public void InstanceDisposed() => Interlocked.Increment(ref _disposed);

    internal OpenStream Open()
    {
        Interlocked.Increment(ref _opened);
        return new OpenStream(this);
    }

    internal async ValueTask BeforeReplyAsync(CancellationToken cancellationToken)
    {
        if (HoldBeforeReply)
            await HoldAsync("before", cancellationToken);
        if (FailBeforeReply is { } failure)
            throw failure;
    }

    internal async ValueTask AfterReplyAsync(CancellationToken cancellationToken)
    {
        if (HoldAfterReply)
            await HoldAsync("after", cancellationToken);
        if (FailAfterReply is { } failure)
            throw failure;
    }

    private Task HoldAsync(string point, CancellationToken cancellationToken)
    {
        var gate = Volatile.Read(ref _gate).Task;
        _held.Writer.TryWrite(point);
        return gate.WaitAsync(IgnoreCancellation ? CancellationToken.None : cancellationToken);
    }

    internal readonly struct OpenStream(ProviderScript script) : IDisposable
    {
        public void Dispose() => Interlocked.Increment(ref script._closed);
    }
}
