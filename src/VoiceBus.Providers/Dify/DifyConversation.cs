namespace VoiceBus.Providers.Dify;

/// <summary>
/// What Dify keeps of one session's conversation, as far as we must know it. Used by one turn at a time; a turn that was left to itself
/// does no harm.
/// </summary>
internal sealed class DifyConversation
{
    /// <summary>Dify's id for it; null before the first turn.</summary>
    public string? Id { get; set; }

    /// <summary>What the app answered last, calls of tools included.</summary>
    public string LastAnswer { get; set; } = "";

    /// <summary>The list of tools the app was shown last.</summary>
    public string ShownTools { get; set; } = "";

    /// <summary>Dify does not know it any more.</summary>
    public void Forget() => (Id, LastAnswer, ShownTools) = (null, "", "");
}
