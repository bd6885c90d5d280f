namespace VoiceBus.Core.Conversations;

/// <summary>Words that are shown while others are said.</summary>
/// <param name="Shown">The subtitle.</param>
/// <param name="Said">What is spoken.</param>
internal sealed record Caption(string Shown, string Said)
{
    /// <summary>The words spoken while so much of the subtitle was played: history remembers what was said, not what was shown.</summary>
    public string SaidOf(string played)
    {
        var share = Math.Min(1.0, (double)played.Length / Math.Max(1, Shown.Length));
        var length = (int)Math.Round(Said.Length * share);
        if (length >= Said.Length)
            return Said;
        if (length > 0 && char.IsHighSurrogate(Said[length - 1]))
            length--; // Half a character is none.
        // Whole words where there are spaces between them.
        return Said.LastIndexOf(' ', length) is > 0 and var word ? Said[..word] : Said[..length];
    }
}
