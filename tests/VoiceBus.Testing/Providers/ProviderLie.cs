namespace VoiceBus.Testing.Providers;

/// <summary>How a scripted provider breaks its contract without failing.</summary>
public enum ProviderLie
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>Its stream ends without an answer.</summary>
    Empty,

    /// <summary>Its answer is nonsense: frames without samples, words without letters, a transcript without text.</summary>
    Nonsense,

    /// <summary>It goes on after it said that it had finished (models only).</summary>
    Afterthought,
}
