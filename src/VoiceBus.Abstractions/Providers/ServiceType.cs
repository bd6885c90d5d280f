namespace VoiceBus;

/// <summary>The services asked over the bus; on the wire and in JSON their lower-case names.</summary>
public enum ServiceType
{
    /// <summary>Speech recognition.</summary>
    Asr,

    /// <summary>Language model.</summary>
    Llm,

    /// <summary>Speech synthesis.</summary>
    Tts,

    /// <summary>Tools (Model Context Protocol and built-in).</summary>
    Mcp,
}
