using System.Collections.Concurrent;
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

    /// <summary>How many useful replies of a stream go before <see cref="FailAfterReply"/> and <see cref="HoldAfterReply"/>.</summary>
    public int After { get; set; } = 1;

    /// <summary>How long each useful reply is in coming, by a clock; null: not at all.</summary>
    public (TimeProvider Clock, TimeSpan Every)? Drip { get; set; }

    /// <summary>What the streams say that is not true.</summary>
    public ProviderLie Lie { get; set; }

    /// <summary>What the streams were asked since start, in order: dialogues, sentences.</summary>
    public ConcurrentQueue<object> Asked { get; } = new();

    /// <summary>Thrown after <see cref="After"/> useful replies.</summary>
    public Exception? FailAfterReply { get; set; }

    /// <summary>Making an instance waits for <see cref="Release"/>.</summary>
    public bool HoldCreation { get; set; }

    /// <summary>Streams wait for <see cref="Release"/> before their first useful reply.</summary>
    public bool HoldBeforeReply { get; set; }

    /// <summary>Streams wait for <see cref="Release"/> after <see cref="After"/> useful replies.</summary>
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

    /// <summary>Names the point ("creation", "before", "after", "drip") each time something starts to be held.</summary>
    public ChannelReader<string> Held => _held.Reader;

    /// <summary>Lets everything that is held now go on, and nothing held later.</summary>
    public void Release() =>
        Interlocked.Exchange(ref _gate, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

    /// <summary>From now on everything fails, and what is held fails now: the machine is gone.</summary>
    public void Kill()
    {
        FailCreation = FailBeforeReply = FailAfterReply = new IOException("scripted: killed");
        HoldCreation = HoldBeforeReply = HoldAfterReply = false;
        Release();
    }

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

    internal OpenStream Open(object asked)
    {
        Asked.Enqueue(asked);
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

    /// <summary>A reply is due.</summary>
    internal async ValueTask DripAsync(CancellationToken cancellationToken)
    {
        if (Drip is not { } drip)
            return;
        var due = Task.Delay(drip.Every, drip.Clock, cancellationToken);
        _held.Writer.TryWrite("drip");
        await due;
    }

    /// <summary>So many useful replies of the stream have left.</summary>
    internal async ValueTask AfterReplyAsync(int replies, CancellationToken cancellationToken)
    {
        if (replies != After)
            return;
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
