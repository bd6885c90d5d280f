using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace VoiceBus.EndToEnd.Tests.Documents;

/// <summary>What the docstrings say, from the files the compiler writes beside the assemblies.</summary>
internal static partial class XmlDocumentation
{
    private static readonly ConcurrentDictionary<Assembly, Dictionary<string, XElement>> _files = new();

    /// <summary>The summary of a property in one line; empty when it has none.</summary>
    public static string SummaryOf(PropertyInfo property)
    {
        var file = _files.GetOrAdd(property.DeclaringType!.Assembly, static assembly => XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml"))
            .Descendants("member").ToDictionary(static member => member.Attribute("name")!.Value, static member => member));
        return file.TryGetValue($"P:{property.DeclaringType.FullName!.Replace('+', '.')}.{property.Name}", out var member)
            ? Line(member.Element("summary")) : "";
    }

    private static string Line(XElement? summary)
    {
        if (summary is null)
            return "";
        var words = string.Concat(summary.Nodes().Select(static node => node switch
        {
            XElement { Name.LocalName: "see" } see => see.Attribute("cref")?.Value.Split('.')[^1] ?? see.Attribute("langword")?.Value ?? "",
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement other => other.Value,
            _ => node.ToString(),
        }));
        return Blanks().Replace(words, " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
