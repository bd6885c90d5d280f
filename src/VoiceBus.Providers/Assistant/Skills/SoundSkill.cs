using System.Text.RegularExpressions;

namespace VoiceBus.Providers.Assistant.Skills;

/// <summary>Plays music and sounds, by the tool <c>play_sound {name}</c>. Leaves the question to others where it is missing.</summary>
internal sealed partial class SoundSkill : IToolSkill
{
    private const string Play = "play_sound";

    /// <inheritdoc/>
    public Answer? TryAnswer(Question question)
    {
        var intent = Wish().Match(question.Plain);
        if (!intent.Success || !question.HasTool(Play))
            return null;
        var asked = intent.Groups["name"].Value.Replace(" ", "", StringComparison.Ordinal);
        var found = question.Choices(Play, "name").FirstOrDefault(name => Fits(name, asked));
        return found is null
            ? question.Say($"🤔 I have no sound called {intent.Groups["name"].Value}.", $"🤔我没有叫{intent.Groups["name"].Value}的声音。")
            : Answer.Ask(Play, ("name", found));
    }

    /// <inheritdoc/>
    public Answer? TryContinue(Question question, IReadOnlyList<ToolOutcome> outcomes)
    {
        if (outcomes[0].Call.Name != Play)
            return null;
        return outcomes[0].Failed
            ? question.Say("😔 Sorry, I cannot play that.", "😔抱歉，我放不了。")
            : question.Say("😊 Here it is.", "😊来了。");
    }

    // Files are named "rain-forest" or "Rain Forest", and people say "rain forest".
    private static bool Fits(string name, string asked) =>
        Letters().Replace(name, "").Equals(asked, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^(?:please |can you |could you )*play (?:me )?(?:the |some |a )?(?:(?:sound|song|music)(?: of| called)? )?(?<name>.+?)(?: please)?$|^(?:请)?(?:播放|放)(?:一下|一首|一段)?(?<name>.+)$")]
    private static partial Regex Wish();

    [GeneratedRegex(@"[^\p{L}\p{N}]")]
    private static partial Regex Letters();
}
