using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Memory;
using VoiceBus.Core.ReplyText;
using VoiceBus.Core.Speaking;
using VoiceBus.Core.Thinking;

namespace VoiceBus.Core.Conversations;

/// <summary>Where the sentences of a reply come from: the model's words, cut.</summary>
internal sealed class Replies(
    ReplyGenerator generator,
    IToolCatalog tools,
    AlarmTools timers,
    SessionTools acts,
    IDeviceTools device,
    SessionMemory memory,
    Func<Persona, IReadOnlyList<AIFunction>> programs,
    Func<ConversationOptions> options,
    TimeProvider time)
{
    /// <summary>The sentences of a reply as they are thought.</summary>
    /// <exception cref="CallFailedException">The model failed, or had nothing to say: the user must not be left in silence.</exception>
    public async IAsyncEnumerable<Sentence> GenerateAsync(
        Turn turn, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var messages = memory.Dialogue.Ask(turn.Persona, turn.UserText);
        var chosen = options();
        var allowed = new ToolFilter(chosen.AllowedTools).And(turn.Persona.AllowedTools);
        var remote = allowed.Apply(await tools.ListAsync(cancellationToken));
        var local = allowed.Apply<AIFunction>(
            [.. timers.Tools, .. acts.ToolsFor(turn.Acts), .. memory.Tools, .. await device.ListAsync(cancellationToken), .. programs(turn.Persona)]);
        var all = local.Count + remote.Count;
        (local, remote) = new ToolSelection(chosen.MaxTools, chosen.FirstTools, chosen.ToolRanking).Choose(local, remote, turn.UserText);
        generator.NoteOffered(turn.Context, local.Count + remote.Count, of: all);
        var watch = new ToolWatch(time, LatencyFiller.Threshold, turn.Guard);
        var words = LatencyFiller.FillAsync(
            token => Noted(turn, generator.GenerateAsync(turn.Context, messages, local, remote, watch, turn.Persona.Llm, token), token),
            watch, LatencyFiller.For(turn.UserText), cancellationToken);
        var silent = true;
        await foreach (var sentence in Sentences.Cut(words, turn.Persona.Language, time, cancellationToken))
        {
            silent = sentence.Retracts;
            if (!silent)
                turn.Timestamps.Record(TurnMilestone.FirstSentence);
            yield return sentence;
        }

        if (silent && !turn.Acts.HasSounds)
            throw new CallFailedException(ServiceType.Llm, FailureKind.BadResponse, "The model answered without a word.");
    }

    private static async IAsyncEnumerable<ReplyPart> Noted(
        Turn turn, IAsyncEnumerable<AIContent> reply, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var content in reply.WithCancellation(cancellationToken))
        {
            turn.Tools.Note(content);
            if (content is TextContent { Text: { Length: > 0 } text })
            {
                turn.Timestamps.Record(TurnMilestone.FirstToken);
                yield return new ReplyPart(text);
            }
            else if (Retraction.Is(content))
            {
                yield return ReplyPart.Retraction;
            }
            else if (content is FunctionCallContent)
            {
                yield return ReplyPart.End;
            }
        }
    }
}
