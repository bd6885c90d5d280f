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
    /// <summary>Every tool.</summary>
    public static ToolFilter All { get; } = new(null);

    /// <summary>Whether a tool may be used.</summary>
    public bool Allows(string tool)
    {
        if (patterns is null)
            return true;
        foreach (var pattern in patterns)
            if (FileSystemName.MatchesSimpleExpression(pattern, tool, ignoreCase: false))
                return true;
        return false;
    }

    /// <summary>The tools that may be used.</summary>
    public IReadOnlyList<T> Apply<T>(IReadOnlyList<T> tools)
        where T : AIFunctionDeclaration => patterns is null ? tools : [.. tools.Where(tool => Allows(tool.Name))];
}
