using System.Text.Json;
using VoiceBus.Core.Sessions;

namespace VoiceBus.Management.Api;

/// <summary>Body of POST …/say.</summary>
/// <param name="Text">What the device is to say, 1 to 2000 characters.</param>
/// <param name="Subtitle">What it shows meanwhile, up to 2000 characters; the text when left out.</param>
/// <param name="Priority">
/// "next" (default): as soon as nobody speaks; "interrupt": at once, whoever speaks; "idle": when nobody has spoken for a while.
/// </param>
/// <param name="Keep">
/// Of a device, not a session: whether it is kept until the device was told, so that one that is away is told at its return.
/// </param>
public sealed record SayDto(string? Text, string? Subtitle = null, string? Priority = null, bool Keep = false)
{
    private const int MaxText = 2000;

    internal SessionCommand? ToCommand(Dictionary<string, string[]> errors)
    {
        var text = Text?.Trim() ?? "";
        var subtitle = Subtitle?.Trim();
        if (text.Length is 0 or > MaxText)
            errors["text"] = [$"must be 1 to {MaxText} characters"];
        if (subtitle?.Length > MaxText)
            errors["subtitle"] = [$"must be at most {MaxText} characters"];
        var priority = Enum.GetValues<SayPriority>().FirstOrDefault(known => Names.Of(known) == Priority);
        if (Priority is not null && Names.Of(priority) != Priority)
            errors["priority"] = ["must be next, interrupt or idle"];
        if (Keep && (Priority is not (null or "next") || !string.IsNullOrEmpty(subtitle)))
            errors["keep"] = ["what is kept has no subtitle and the priority next"];
        return errors.Count > 0 ? null : new SessionCommand.Say(text)
        {
            Subtitle = string.IsNullOrEmpty(subtitle) ? null : subtitle,
            Priority = priority,
        };
    }
}

/// <summary>Body of POST …/alert: shown on the device, with a sound.</summary>
/// <param name="Message">What is shown, 1 to 1000 characters.</param>
/// <param name="Status">The status line, up to 60 characters; "Alert" when left out.</param>
/// <param name="Emotion">The face the device makes, such as neutral, happy or sad; "neutral" when left out.</param>
public sealed record AlertDto(string? Message, string? Status = null, string? Emotion = null)
{
    private const int MaxMessage = 1000;
    private const int MaxStatus = 60;
    private const int MaxEmotion = 32;

    internal SessionCommand? ToCommand(Dictionary<string, string[]> errors)
    {
        var message = Message?.Trim() ?? "";
        var status = Status?.Trim() is { Length: > 0 } shown ? shown : "Alert";
        var emotion = Emotion?.Trim() is { Length: > 0 } face ? face : "neutral";
        if (message.Length is 0 or > MaxMessage)
            errors["message"] = [$"must be 1 to {MaxMessage} characters"];
        if (status.Length > MaxStatus)
            errors["status"] = [$"must be at most {MaxStatus} characters"];
        if (emotion.Length > MaxEmotion || !emotion.All(static c => char.IsAsciiLetterLower(c) || c == '_'))
            errors["emotion"] = [$"must be a name of lower-case letters, up to {MaxEmotion}"];
        return errors.Count > 0 ? null : new SessionCommand.Alert(status, message, emotion);
    }
}

/// <summary>Body of POST …/custom: content only the device's own program understands.</summary>
/// <param name="Payload">A JSON object of up to 16384 bytes.</param>
public sealed record CustomDto(JsonElement Payload)
{
    private const int MaxBytes = 16 * 1024;

    internal SessionCommand? ToCommand(Dictionary<string, string[]> errors)
    {
        if (Payload.ValueKind != JsonValueKind.Object)
            errors["payload"] = ["must be a JSON object"];
        else if (JsonSerializer.SerializeToUtf8Bytes(Payload, OperatorJson.Default.JsonElement).Length > MaxBytes)
            errors["payload"] = [$"must be at most {MaxBytes} bytes"];
        return errors.Count > 0 ? null : new SessionCommand.Custom(Payload.Clone());
    }
}
