using VoiceBus.Core.Bus;

namespace VoiceBus.Core.Conversations;

/// <summary>What is said instead of a reply when a service failed: short, in the user's language, and true.</summary>
internal static class Apology
{
    /// <summary>The words for a failure.</summary>
    public static string For(ServiceType service, FailureKind kind, string userText) =>
        IsChinese(userText) ? Chinese(service, kind) : English(service, kind);

    private static string English(ServiceType service, FailureKind kind) => (service, kind) switch
    {
        (_, FailureKind.Overloaded or FailureKind.RateLimited) => "Sorry, I am very busy right now. Please try again in a moment.",
        (_, FailureKind.Disabled) => "Sorry, that is switched off at the moment.",
        (ServiceType.Asr, _) => "Sorry, I could not hear you just now. Please say it again.",
        (ServiceType.Tts, _) => "Sorry, I have lost my voice for a moment.",
        (_, FailureKind.Timeout) => "Sorry, that took me too long. Please try again.",
        _ => "Sorry, I cannot answer that right now. Please try again.",
    };

    private static string Chinese(ServiceType service, FailureKind kind) => (service, kind) switch
    {
        (_, FailureKind.Overloaded or FailureKind.RateLimited) => "抱歉，我现在有点忙，请稍后再试。",
        (_, FailureKind.Disabled) => "抱歉，这个功能现在关闭了。",
        (ServiceType.Asr, _) => "抱歉，我刚才没听清，请再说一遍。",
        (ServiceType.Tts, _) => "抱歉，我暂时说不出话来。",
        (_, FailureKind.Timeout) => "抱歉，我想得太久了，请再试一次。",
        _ => "抱歉，我现在回答不了，请再试一次。",
    };

    private static bool IsChinese(string text) => text.AsSpan().IndexOfAnyInRange('\u4e00', '\u9fff') >= 0;
}
