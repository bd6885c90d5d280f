using System.Text.Json;

namespace VoiceBus.Providers.Assistant.Skills;

/// <summary>
/// Volume, brightness, battery and network of the device that listens, by its own tools. Says honestly that it cannot where
/// the device offers none.
/// </summary>
internal sealed class DeviceSkill : IToolSkill
{
    private const int Max = 100;

    /// <inheritdoc/>
    public Answer? TryAnswer(Question question)
    {
        if (DeviceIntent.Read(question) is not { } intent)
            return null;
        var control = DeviceControl.Of(intent.Part);
        if (intent.Level is { } level)
            return Set(question, control, level);
        return DeviceControl.Tellers.FirstOrDefault(question.HasTool) is { } teller ? Answer.Ask(teller) : Cannot(question, control);
    }

    /// <inheritdoc/>
    public Answer? TryContinue(Question question, IReadOnlyList<ToolOutcome> outcomes)
    {
        var outcome = outcomes[0];
        if (DeviceControl.SetBy(outcome.Call.Name) is { } set)
            return Confirm(question, set, outcome);
        if (!DeviceControl.Tellers.Contains(outcome.Call.Name) || DeviceIntent.Read(question) is not { } intent)
            return null;
        var control = DeviceControl.Of(intent.Part);
        if (outcome.Failed)
            return Failed(question, outcome);
        if (intent.IsQuestion)
            return Tell(question, control, outcome.Json);
        return control.Level(outcome.Json) is { } now
            ? Change(question, control, now, now + intent.Change!.Value)
            : Unknown(question, control);
    }

    private static Answer Set(Question question, DeviceControl control, int level)
    {
        if (level > Max)
            return question.Say($"🤔 The {control.English} goes from 0 to {Max}.", $"🤔{control.Chinese}的范围是0到{Max}。");
        return control.Setters.FirstOrDefault(question.HasTool) is { } setter
            ? Answer.Ask(setter, (control.Argument, level))
            : Cannot(question, control);
    }

    private static Answer Change(Question question, DeviceControl control, int now, int wanted)
    {
        var level = Math.Clamp(wanted, 0, Max);
        if (level != now)
            return Set(question, control, level);
        return now == 0
            ? question.Say($"🙂 The {control.English} is already at its lowest.", $"🙂{control.Chinese}已经是最低了。")
            : question.Say($"🙂 The {control.English} is already at its highest.", $"🙂{control.Chinese}已经是最高了。");
    }

    private static Answer Confirm(Question question, DeviceControl control, ToolOutcome outcome)
    {
        if (outcome.Failed)
            return Failed(question, outcome);
        if (outcome.Text.Trim() == "false")
            return question.Say($"😕 The device did not change the {control.English}.", $"😕设备没有调整{control.Chinese}。");
        var level = outcome.Argument(control.Argument);
        return question.Say($"🙂 The {control.English} is now {level}.", $"🙂{control.Chinese}已调到{level}。");
    }

    private static Answer Tell(Question question, DeviceControl control, JsonElement? status)
    {
        if (control.Part == DevicePart.Network)
            return Network(question, control, status);
        if (control.Level(status) is not { } level)
            return Unknown(question, control);
        if (control.Part != DevicePart.Battery)
            return question.Say($"🙂 The {control.English} is {level}.", $"🙂{control.Chinese}是{level}。");
        var charging = control.Read(status, "charging") is { ValueKind: JsonValueKind.True };
        return question.Say(
            $"🙂 The battery is at {level} percent{(charging ? " and charging" : "")}.", $"🙂电量是百分之{level}{(charging ? "，正在充电" : "")}。");
    }

    private static Answer Network(Question question, DeviceControl control, JsonElement? status)
    {
        var name = control.Read(status, "ssid")?.ToString();
        var signal = control.Read(status, "signal")?.ToString();
        if (string.IsNullOrEmpty(name))
            return Unknown(question, control);
        var strength = signal switch { "strong" => "强", "medium" => "中等", "weak" => "弱", _ => "未知" };
        return string.IsNullOrEmpty(signal)
            ? question.Say($"🙂 I am on the network {name}.", $"🙂我连着的网络是{name}。")
            : question.Say($"🙂 I am on the network {name}, and the signal is {signal}.", $"🙂我连着的网络是{name}，信号{strength}。");
    }

    private static Answer Unknown(Question question, DeviceControl control) => question.Say(
        $"😕 This device does not tell me about its {control.English}.", $"😕这个设备没有告诉我它的{control.Chinese}。");

    private static Answer Cannot(Question question, DeviceControl control) => question.Say(
        $"😔 This device does not let me do that with its {control.English}.", $"😔这个设备不让我控制{control.Chinese}。");

    private static Answer Failed(Question question, ToolOutcome outcome)
    {
        var reason = outcome.Text.Replace("Error:", "", StringComparison.OrdinalIgnoreCase).Trim().TrimEnd('.', '。');
        return question.Say($"😔 That did not work: {reason}.", $"😔没有成功：{reason}。");
    }
}
