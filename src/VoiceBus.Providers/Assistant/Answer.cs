namespace VoiceBus.Providers.Assistant;

/// <summary>What a skill makes of a question.</summary>
internal abstract record Answer
{
    /// <summary>Says something.</summary>
    public static Answer Say(string text) => new Speech(text);

    /// <summary>Asks a tool.</summary>
    public static Answer Ask(string tool, params (string Name, object? Value)[] arguments) => Ask([new ToolAsk(tool, arguments)]);

    /// <summary>Asks several tools at once.</summary>
    public static Answer Ask(IReadOnlyList<ToolAsk> tools) => new Tools(tools);

    /// <summary>Words to speak; may begin with one emoji.</summary>
    internal sealed record Speech(string Text) : Answer;

    /// <summary>Tools to ask before anything is said.</summary>
    internal sealed record Tools(IReadOnlyList<ToolAsk> Asks) : Answer;
}

/// <summary>One tool to ask.</summary>
internal sealed record ToolAsk(string Tool, IReadOnlyList<(string Name, object? Value)> Arguments);
