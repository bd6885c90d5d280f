using System.Threading.Channels;
using VoiceBus.Core.Bus;

namespace VoiceBus.Core.Tests.Services;

/// <summary>The service's end of a call without a bus: the test feeds the input and reads the replies.</summary>
internal sealed class FakeServedCall<TRequest, TInput, TReply>(ServiceType type, TRequest request)
    : IServedCall<TRequest, TInput, TReply>
    where TRequest : notnull
{
    private readonly Channel<TInput> _inputs = Channel.CreateUnbounded<TInput>();
    private readonly Channel<TReply> _replies = Channel.CreateUnbounded<TReply>();

    public EventMessage Message { get; } = new()
    {
        Id = "call-1",
        CallId = "call-1",
        Type = type,
        SessionId = "session-1",
        TurnId = "turn-1",
        // Where a FakeTimeProvider begins.
        CreatedAt = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero),
    };

    public TRequest Request { get; } = request;

    public ChannelWriter<TInput> Input => _inputs.Writer;

    /// <summary>Everything replied and not read yet.</summary>
    public List<TReply> Replies
    {
        get
        {
            var all = new List<TReply>();
            while (_replies.Reader.TryRead(out var reply))
                all.Add(reply);
            return all;
        }
    }

    public async Task<TReply> NextReplyAsync() =>
        await _replies.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    public IAsyncEnumerable<TInput> Inputs(CancellationToken cancellationToken) => _inputs.Reader.ReadAllAsync(cancellationToken);

    public ValueTask ReplyAsync(TReply reply, CancellationToken cancellationToken) =>
        _replies.Writer.WriteAsync(reply, cancellationToken);
}
