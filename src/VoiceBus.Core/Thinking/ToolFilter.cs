using System.IO.Enumeration;
using Microsoft.Extensions.AI;

namespace VoiceBus.Core.Thinking;

/// <summary>
/// Which tools a model is offered, by patterns of their names with <c>*</c> for any run of characters. What is not offered
/// cannot be called. Immutable.
/// </summary>
/// <param name="patterns">Null for every tool, empty for none.</param>
public sealed class ToolFilter(IReadOnlyList<string>? patterns)
{
    private ToolFilter? _also;

    /// <summary>Every tool.</summary>
    public static ToolFilter All { get; } = new(null);

    /// <summary>The tools that this filter and the given patterns allow: those of the operator and of the persona, say.</summary>
    public ToolFilter And(IReadOnlyList<string>? others) => new(others) { _also = this };

    /// <summary>Whether a tool may be used.</summary>
    public bool Allows(string tool) => _also?.Allows(tool) != false && (patterns is null || Match(patterns, tool));

    /// <summary>The tools that may be used.</summary>
    public IReadOnlyList<T> Apply<T>(IReadOnlyList<T> tools)
        where T : AIFunctionDeclaration => [.. tools.Where(tool => Allows(tool.Name))];

    private static bool Match(IReadOnlyList<string> patterns, string tool)
    {
        foreach (var pattern in patterns)
            if (FileSystemName.MatchesSimpleExpression(pattern, tool, ignoreCase: false))
                return true;
        return false;
    }
}
