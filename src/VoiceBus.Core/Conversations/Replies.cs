using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Speaking;
using VoiceBus.Core.Thinking;

namespace VoiceBus.Core.Conversations;

/// <summary>Where the sentences of a reply come from: the model's words, cut.</summary>
internal sealed class Replies(
    ReplyGenerator generator,
    IToolCatalog tools,
    SessionTimers timers,
    SessionTools acts,
    IDeviceTools device,
    SessionMemory memory,
    Func<ConversationOptions> options,
    TimeProvider time)
{
    /// <summary>The sentences of a reply as they are thought.</summary>
    /// <exception cref="CallFailedException">The model failed, or had nothing to say: the user must not be left in silence.</exception>
    public async IAsyncEnumerable<string> GenerateAsync(
        Turn turn, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var messages = memory.Dialogue.Ask(turn.Persona, turn.UserText);
        var chosen = options();
        var allowed = new ToolFilter(chosen.AllowedTools).And(turn.Persona.AllowedTools);
        var remote = allowed.Apply(await tools.ListAsync(cancellationToken));
        var local = allowed.Apply<AIFunction>(
            [.. timers.Tools, .. acts.ToolsFor(turn.Acts), .. memory.Tools, .. await device.ListAsync(cancellationToken)]);
        var all = local.Count + remote.Count;
        (local, remote) = new ToolSelection(chosen.MaxTools, chosen.FirstTools, chosen.ToolRanking).Choose(local, remote, turn.UserText);
        generator.NoteOffered(turn.Context, local.Count + remote.Count, of: all);
        var watch = new ToolWatch(time, LatencyFiller.Threshold, turn.Guard);
        var words = LatencyFiller.FillAsync(
            token => Noted(turn, generator.GenerateAsync(turn.Context, messages, local, remote, watch, turn.Persona.Llm, token), token),
            watch, LatencyFiller.For(turn.UserText), cancellationToken);
        var silent = true;
        await foreach (var sentence in Sentences.Cut(words, cancellationToken))
        {
            silent = false;
            turn.Timestamps.Record(TurnMilestone.FirstSentence);
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
            turn.Timestamps.Record(TurnMilestone.FirstToken);
            yield return word;
        }
    }
}
