namespace VoiceBus.Providers.Ollama;

/// <summary>Whether a model thinks before it answers.</summary>
public enum OllamaThinking
{
    /// <summary>Not; any model takes this.</summary>
    Off,

    /// <summary>It does; a model that cannot refuses.</summary>
    On,

    /// <summary>A little, where the model has levels.</summary>
    Low,

    /// <summary>Some.</summary>
    Medium,

    /// <summary>Much.</summary>
    High,

    /// <summary>As the model does by itself: nothing is sent.</summary>
    Default,
}
