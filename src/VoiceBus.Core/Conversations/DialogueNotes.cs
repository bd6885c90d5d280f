using VoiceBus.Core.Memory;

namespace VoiceBus.Core.Conversations;

/// <summary>What a model is told of a dialogue besides the words that were said.</summary>
internal static class DialogueNotes
{
    /// <summary>Stands for the words of a turn whose tools ran and that said nothing: a result must be followed by a reply.</summary>
    public const string Wordless = "…";

    /// <summary>Before what was said to the user first, who had said nothing: dialogues begin with the user.</summary>
    public const string SaidFirst = "You have already said to the user: ";

    /// <summary>Behind a question that was not answered; the user went on to the next one.</summary>
    public static string Unanswered(HistoryTurn turn)
    {
        var isChinese = turn.UserText.AsSpan().IndexOfAnyInRange('\u4e00', '\u9fff') >= 0;
        return (turn.Ending, isChinese) switch
        {
            ("interrupted", false) => "(I interrupted you before you answered this.)",
            ("interrupted", true) => "（我在你回答之前打断了你。）",
            (_, false) => "(You did not answer this.)",
            (_, true) => "（你没有回答这句话。）",
        };
    }
}
