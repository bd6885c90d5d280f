using System.Runtime.CompilerServices;
using VoiceBus.Core.Speaking;
using VoiceBus.Core.Thinking;

namespace VoiceBus.Core.Conversations;

/// <summary>Breaks the silence of a reply whose tool is slow: one sentence, once per turn.</summary>
internal static class LatencyFiller
{
    /// <summary>How long a tool may run before something is said.</summary>
    public static readonly TimeSpan Threshold = TimeSpan.FromSeconds(1);

    /// <summary>The words in the language of the user's.</summary>
    public static string For(string userText) =>
        userText.AsSpan().IndexOfAnyInRange('\u4e00', '\u9fff') >= 0 ? "请稍等。" : "One moment.";

    /// <summary>The reply's words, and between them the filler if a tool is slow. Left early, it first ends what it waits for.</summary>
    public static async IAsyncEnumerable<ReplyPart> FillAsync(
        Func<CancellationToken, IAsyncEnumerable<ReplyPart>> reply,
        ToolWatch watch,
        string filler,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var words = reply(left.Token).GetAsyncEnumerator(left.Token);
        var next = Task.FromResult(false);
        var filled = false;
        try
        {
            while (true)
            {
                next = words.MoveNextAsync().AsTask();
                if (!filled && !next.IsCompleted)
                {
                    filled = await Task.WhenAny(next, watch.Slow) != next;
                    if (filled)
                        yield return new ReplyPart($"\n{filler}\n"); // On a line of its own it is a sentence, whatever was said before.
                }

                if (!await next)
                    yield break;
                yield return words.Current;
            }
        }
        finally
        {
            await left.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await words.DisposeAsync();
        }
    }
}
