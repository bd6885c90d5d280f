using System.Collections.Frozen;
using System.Text;

namespace VoiceBus.Core.Speaking;

/// <summary>Writes LaTeX as a line of plain text: what has a sign becomes it, what has a name keeps that. Pure.</summary>
internal static class Formulas
{
    private static readonly FrozenDictionary<string, string> _signs = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["times"] = "×",
        ["cdot"] = "·",
        ["div"] = "÷",
        ["pm"] = "±",
        ["mp"] = "∓",
        ["leq"] = "≤",
        ["le"] = "≤",
        ["geq"] = "≥",
        ["ge"] = "≥",
        ["neq"] = "≠",
        ["ne"] = "≠",
        ["approx"] = "≈",
        ["equiv"] = "≡",
        ["infty"] = "∞",
        ["pi"] = "π",
        ["circ"] = "°",
        ["degree"] = "°",
        ["to"] = "→",
        ["rightarrow"] = "→",
        ["Rightarrow"] = "⇒",
        ["implies"] = "⇒",
        ["iff"] = "⇔",
        ["in"] = "∈",
        ["sum"] = "∑",
        ["int"] = "∫",
        ["prod"] = "∏",
        ["partial"] = "∂",
        ["nabla"] = "∇",
        ["ldots"] = "…",
        ["dots"] = "…",
        ["cdots"] = "…",
        ["angle"] = "∠",
        ["cup"] = "∪",
        ["cap"] = "∩",
        ["subset"] = "⊂",
        ["forall"] = "∀",
        ["exists"] = "∃",
        ["sqrt"] = "√",
        ["%"] = "%",
        ["$"] = "$",
        ["&"] = "&",
        ["#"] = "#",
        ["_"] = "_",
        ["{"] = "{",
        ["}"] = "}",
        [","] = " ",
        [";"] = " ",
        [":"] = " ",
        ["!"] = "",
        [" "] = " ",
        ["\\"] = ", ",
        ["quad"] = " ",
        ["qquad"] = " ",
    }.ToFrozenDictionary();

    // What only says how it is set.
    private static readonly FrozenSet<string> _silent = new[]
    {
        "left", "right", "big", "Big", "bigg", "Bigg", "text", "mathrm", "mathbf", "mathit", "mathbb", "mathcal", "mathsf", "textbf", "textit", "boxed",
        "displaystyle", "textstyle", "limits", "begin", "end", "operatorname", "overline", "underline", "vec", "hat", "bar", "label", "tag", "hline",
        "aligned", "matrix", "cases",
    }.ToFrozenSet();

    /// <summary>Whether a command is one of LaTeX, so that it may be read outside of a formula too.</summary>
    public static bool IsCommand(ReadOnlySpan<char> name) =>
        name is "frac" or "dfrac" or "tfrac" or "text" or "boxed" || (name.Length > 1 && _signs.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(name));

    /// <summary>The formula as a line.</summary>
    public static string ToText(ReadOnlySpan<char> latex)
    {
        var text = new StringBuilder(latex.Length);
        Write(latex, text);
        return text.ToString();
    }

    private static void Write(ReadOnlySpan<char> latex, StringBuilder text)
    {
        while (!latex.IsEmpty)
        {
            switch (latex[0])
            {
                case '\\' when latex.Length > 1:
                    latex = WriteCommand(latex[1..], text);
                    break;
                case '{' or '}' or '$' or '&':
                    latex = latex[1..];
                    break;
                case '_':
                    latex = latex[1..];
                    break;
                case '^' when latex[1..].TrimStart().TrimStart('{').TrimStart().StartsWith("\\circ"):
                    latex = latex[1..];
                    break;
                case '^' when latex.Length > 1 && latex[1] == '{':
                    var raised = Argument(latex[1..], out latex);
                    text.Append('^');
                    Write(raised, text);
                    break;
                default:
                    text.Append(latex[0] is '\n' or '\r' ? ' ' : latex[0]);
                    latex = latex[1..];
                    break;
            }
        }
    }

    private static ReadOnlySpan<char> WriteCommand(ReadOnlySpan<char> latex, StringBuilder text)
    {
        var length = 0;
        while (length < latex.Length && char.IsAsciiLetter(latex[length]))
            length++;
        var name = latex[..Math.Max(1, length)].ToString();
        var rest = latex[name.Length..];
        if (name is "frac" or "dfrac" or "tfrac")
        {
            WriteOperand(Argument(rest, out rest), text);
            text.Append('/');
            WriteOperand(Argument(rest, out rest), text);
            return rest;
        }

        if (name is "begin" or "end" or "label" or "tag")
        {
            Argument(rest, out rest);
            return rest;
        }

        if (_signs.TryGetValue(name, out var sign))
            text.Append(sign);
        else if (!_silent.Contains(name))
            text.Append(name); // alpha, sin, lim: the name is what is said.
        else if (name is "left" or "right" && rest.StartsWith("."))
            return rest[1..];
        return name is "sqrt" ? WriteRoot(rest, text) : length > 0 && _silent.Contains(name) && rest.StartsWith(" ") && text.Length > 0 && text[^1] == ' ' ? rest[1..] : rest;
    }

    private static ReadOnlySpan<char> WriteRoot(ReadOnlySpan<char> latex, StringBuilder text)
    {
        if (latex.StartsWith("[") && latex.IndexOf(']') is > 0 and var close)
            latex = latex[(close + 1)..];
        WriteOperand(Argument(latex, out var rest), text);
        return rest;
    }

    // a+b over c is not a plus b over c.
    private static void WriteOperand(ReadOnlySpan<char> latex, StringBuilder text)
    {
        var operand = ToText(latex).Trim();
        var isOne = operand.All(static c => char.IsLetterOrDigit(c) || c is '.' or ',' or '°' or 'π');
        text.Append(isOne ? operand : $"({operand})");
    }

    private static ReadOnlySpan<char> Argument(ReadOnlySpan<char> latex, out ReadOnlySpan<char> rest)
    {
        latex = latex.TrimStart();
        rest = latex;
        if (latex.IsEmpty)
            return latex;
        if (latex[0] != '{')
        {
            rest = latex[1..];
            return latex[..1];
        }

        var depth = 0;
        for (var at = 0; at < latex.Length; at++)
        {
            depth += latex[at] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth != 0)
                continue;
            rest = latex[(at + 1)..];
            return latex[1..at];
        }

        rest = [];
        return latex[1..];
    }
}
