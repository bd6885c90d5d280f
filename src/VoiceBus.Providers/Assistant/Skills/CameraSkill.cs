using System.Text.Json;
using System.Text.RegularExpressions;

namespace VoiceBus.Providers.Assistant.Skills;

/// <summary>Looks through the device's camera; what is to be seen is said by the model the picture was shown to.</summary>
internal sealed partial class CameraSkill : IToolSkill
{
    private const string Tool = "self_camera_take_photo";

    /// <inheritdoc/>
    public Answer? TryAnswer(Question question)
    {
        var intent = question.IsChinese ? ChineseWish().IsMatch(question.Text) : EnglishWish().IsMatch(question.Plain);
        if (!intent)
            return null;
        return question.HasTool(Tool)
            ? Answer.Ask(Tool, ("question", question.Text))
            : question.Say("😔 This device has no camera I could look through.", "😔这个设备没有我能用的摄像头。");
    }

    /// <inheritdoc/>
    public Answer? TryContinue(Question question, IReadOnlyList<ToolOutcome> outcomes)
    {
        var outcome = outcomes[0];
        if (outcome.Call.Name != Tool)
            return null;
        if (outcome.Failed)
            return question.Say("😔 I could not take a picture.", "😔没有拍成照片。");
        if (outcome.Json is not { ValueKind: JsonValueKind.Object } answer)
            return Answer.Say(outcome.Text);
        var seen = Text(answer, "response") ?? Text(answer, "result");
        return seen is not null
            ? Answer.Say(seen)
            : question.Say($"😔 I could not see anything. {Text(answer, "message")}", $"😔我没能看清。{Text(answer, "message")}");
    }

    private static string? Text(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String && text.GetString() is { Length: > 0 } words ? words : null;

    [GeneratedRegex(@"\b(what (do|can) you see|what (am i|are we) holding|(take|make|shoot|snap) (a|an|one|another) (photo|picture|snapshot)|(use|look through) (the|your) camera|look at (this|that|me|my \w+)|what is (this|that) (in front of you|in my hands?|i am holding))\b")]
    private static partial Regex EnglishWish();

    [GeneratedRegex("看到了?什么|看得?见什么|拍(一?张|个)?照|(打开|用)摄像头|看看(这个|这是|那个|我手)|我手(里|上)(拿)?的?是什么")]
    private static partial Regex ChineseWish();
}
