using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Facts;
using VoiceBus.Core.Speaking;
using VoiceBus.Core.Thinking;

namespace VoiceBus.Core.Conversations;

/// <summary>Where the sentences of a reply come from: the model's words, cut.</summary>
internal sealed class Replies(
    Thinker thinker,
    IToolCatalog tools,
    SessionTimers timers,
    SessionActs acts,
    IDeviceTools device,
    Remembrance remembrance,
    Func<ConversationOptions> options,
    TimeProvider time)
{
    /// <summary>The sentences of a reply as they are thought.</summary>
    /// <exception cref="CallFailedException">The model failed, or had nothing to say: the user must not be left in silence.</exception>
    public async IAsyncEnumerable<string> ThinkAsync(
        Turn turn, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var messages = remembrance.Dialogue.Ask(turn.Persona, turn.UserText);
        var allowed = new ToolFilter(options().AllowedTools).And(turn.Persona.AllowedTools);
        var remote = allowed.Apply(await tools.ListAsync(cancellationToken));
        var local = allowed.Apply<AIFunction>(
            [.. timers.Tools, .. acts.ToolsFor(turn.Acts), .. remembrance.Tools, .. await device.ListAsync(cancellationToken)]);
        var watch = new ToolWatch(time, Filler.Patience, turn.Guard);
        var words = Filler.FillAsync(
            token => Noted(turn, thinker.ThinkAsync(turn.Context, messages, local, remote, watch, token), token),
            watch, Filler.For(turn.UserText), cancellationToken);
        var silent = true;
        await foreach (var sentence in Sentences.Cut(words, cancellationToken))
        {
            silent = false;
            turn.Moments.Reach(TurnMark.FirstSentence);
            yield return sentence;
        }

        if (silent && !turn.Acts.HasSounds)
            throw new CallFailedException(ServiceType.Llm, FailureKind.BadResponse, "The model answered without a word.");
    }

    private static async IAsyncEnumerable<string> Noted(
        Turn turn, IAsyncEnumerable<string> words, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var word in words.WithCancellation(cancellationToken))
        {
            turn.Moments.Reach(TurnMark.FirstToken);
            yield return word;
        }
    }
}
