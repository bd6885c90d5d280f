using System.Runtime.CompilerServices;
using VoiceBus.Providers.Connections;

namespace VoiceBus.Providers.Tests.Connections;

public sealed class DuplexTests
{
    [Fact]
    public async Task What_is_received_is_given_while_something_is_sent()
    {
        var sent = new TaskCompletionSource();
        var answers = new List<int>();
        await foreach (var answer in Run(token => sent.Task.WaitAsync(token), Three))
        {
            answers.Add(answer);
            if (answer == 2)
                sent.SetResult();
        }
        answers.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Sending_is_stopped_when_receiving_has_ended()
    {
        var stopped = false;
        await foreach (var _ in Run(
            async token =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                stopped = true;
            },
            Three))
        {
        }
        stopped.ShouldBeTrue();
    }

    [Fact]
    public async Task What_breaks_the_sending_breaks_the_whole() =>
        await Should.ThrowAsync<IOException>(async () =>
        {
            await foreach (var _ in Run(static _ => throw new IOException("the microphone is gone"), Endless))
            {
            }
        });

    [Fact]
    public async Task The_vendors_words_come_before_a_connection_that_broke_while_sending()
    {
        var said = await Should.ThrowAsync<ProviderException>(async () =>
        {
            await foreach (var _ in Run(static _ => throw Failure("broken"), Refusing))
            {
            }
        });
        said.Message.ShouldBe("quota exceeded");
    }

    [Fact]
    public async Task Cancelling_stops_both()
    {
        using var stop = new CancellationTokenSource();
        var running = DrainAsync(Run(static token => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token), Endless, stop.Token));
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
    }

    private static IAsyncEnumerable<int> Run(
        Func<CancellationToken, Task> send, Func<CancellationToken, IAsyncEnumerable<int>> receive, CancellationToken cancellationToken = default) =>
        Duplex.RunAsync(send, receive, Vendor.Context(), cancellationToken);

    private static async Task DrainAsync(IAsyncEnumerable<int> answers)
    {
        await foreach (var _ in answers)
        {
        }
    }

    private static async IAsyncEnumerable<int> Three([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var i = 1; i <= 3; i++)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return i;
        }
    }

    private static async IAsyncEnumerable<int> Endless([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        yield return 0;
    }

    private static async IAsyncEnumerable<int> Refusing([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        yield return 1;
        throw Failure("quota exceeded");
    }

    private static ProviderException Failure(string message) => new(ServiceType.Asr, "vendor", FailureKind.RateLimited, retryable: true, message);
}
