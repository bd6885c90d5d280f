using System.Text.Json;
using VoiceBus.Core.Sessions;

namespace VoiceBus.Management.Api.Cluster;

/// <summary>A command to a session as it travels between nodes.</summary>
/// <param name="Kind">say, interrupt, close, reboot, alarms, alert or custom.</param>
/// <param name="Text">What to say or show, or why to close.</param>
/// <param name="Extra">The subtitle of what is said; the status line of an alert.</param>
/// <param name="Priority">When to say it.</param>
/// <param name="Emotion">The face of an alert.</param>
/// <param name="Payload">Custom content.</param>
internal sealed record NodeCommand(
    string Kind, string Text = "", string? Extra = null, SayPriority Priority = default, string Emotion = "", JsonElement? Payload = null)
{
    /// <summary>Why to close; an older node says nothing and means a normal end.</summary>
    public CloseCause Cause { get; init; }

    /// <summary>Writes a command.</summary>
    /// <exception cref="ArgumentException">Nobody sends this one to another node.</exception>
    public static NodeCommand From(SessionCommand command) => command switch
    {
        SessionCommand.Say say => new("say", say.Text, say.Subtitle, say.Priority),
        SessionCommand.Interrupt => new("interrupt"),
        SessionCommand.Close close => new("close", close.Reason) { Cause = close.Cause },
        SessionCommand.Reboot => new("reboot"),
        SessionCommand.AlarmsChanged => new("alarms"),
        SessionCommand.Alert alert => new("alert", alert.Text, alert.Status, Emotion: alert.Emotion),
        SessionCommand.Custom custom => new("custom", Payload: custom.Payload),
        _ => throw new ArgumentException($"{command.GetType().Name} does not travel.", nameof(command)),
    };

    /// <summary>Reads the command.</summary>
    /// <exception cref="FormatException">A newer node may know more.</exception>
    public SessionCommand ToCommand() => Kind switch
    {
        "say" => new SessionCommand.Say(Text) { Subtitle = Extra, Priority = Priority },
        "interrupt" => new SessionCommand.Interrupt(),
        "close" => new SessionCommand.Close(Text, Cause),
        "reboot" => new SessionCommand.Reboot(),
        "alarms" => new SessionCommand.AlarmsChanged(),
        "alert" => new SessionCommand.Alert(Extra ?? "", Text, Emotion),
        "custom" when Payload is { } payload => new SessionCommand.Custom(payload),
        _ => throw new FormatException($"The command '{Kind}' is not known."),
    };
}
