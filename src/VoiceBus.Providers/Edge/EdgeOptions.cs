using System.ComponentModel.DataAnnotations;

namespace VoiceBus.Providers.Edge;

/// <summary>
/// How Microsoft Edge's read-aloud service is asked to speak. It is meant for the browser and for nobody else: it needs no key, changes
/// without notice, and may refuse whom it likes.
/// </summary>
public sealed record EdgeOptions
{
    /// <summary>The service.</summary>
    [UriSchemes("wss", "ws")]
    public Uri Url { get; init; } = new("wss://speech.platform.bing.com/consumer/speech/synthesize/readaloud/edge/v1");

    /// <summary>The voice where the persona names none, such as <c>zh-CN-XiaoxiaoNeural</c>; null chooses by the text's language.</summary>
    [NotSecret]
    public string? Voice { get; init; }

    /// <summary>What the browser says that it is; public, the same for everybody.</summary>
    [NotSecret, Required]
    public string TrustedClientToken { get; init; } = "6A5AA1D4EAFF4E9FB37E23D68491D6F4";

    /// <summary>The browser's version, as the service wants to hear it; a newer one where it begins to refuse this.</summary>
    [NotSecret, Required, RegularExpression(@"\d+(\.\d+){3}", ErrorMessage = "must be four numbers with dots between")]
    public string BrowserVersion { get; init; } = "143.0.3650.75";

    /// <summary>How long a connection is kept for the next sentence; zero opens one for each.</summary>
    public TimeSpan KeepConnection { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the first sound may take.</summary>
    public TimeSpan FirstAudioTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the voice may fall silent in the middle of a sentence.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
