using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace VoiceBus.Management.Configuration;

/// <summary>What a value of the document must be. Immutable.</summary>
internal abstract record Rule
{
    /// <summary>Notes what is wrong with the value, and with all that it holds.</summary>
    public abstract void Check(JsonNode? value, string path, Findings findings);

    /// <summary>A string, or null when the value is none.</summary>
    protected static string? Text(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}

/// <summary>A number within bounds.</summary>
internal sealed record NumberRule(double Min, double Max, bool Whole = true, bool Optional = false) : Rule
{
    private string Range => string.Create(CultureInfo.InvariantCulture, $"{Min} to {Max}");

    public override void Check(JsonNode? value, string path, Findings findings)
    {
        if (value is null && Optional)
            return;
        if (value?.GetValueKind() != JsonValueKind.Number || !(value.GetValue<double>() is var number && number >= Min && number <= Max))
            findings.Add(path, $"must be {Range}{(Optional ? " or null" : "")}");
        else if (Whole && !value.AsValue().TryGetValue(out int _))
            findings.Add(path, $"must be a whole number, {Range}");
    }
}

/// <summary>true or false.</summary>
internal sealed record FlagRule : Rule
{
    public override void Check(JsonNode? value, string path, Findings findings)
    {
        if (value?.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
            findings.Add(path, "must be true or false");
    }
}

/// <summary>A text of some length, perhaps of a certain form.</summary>
internal sealed record TextRule(int MaxLength, bool Optional = false, Regex? Form = null, string? FormText = null) : Rule
{
    public override void Check(JsonNode? value, string path, Findings findings)
    {
        if (value is null && Optional)
            return;
        var text = Text(value);
        if (text is null || text.Length > MaxLength || string.IsNullOrWhiteSpace(text))
            findings.Add(path, $"must be a text of 1 to {MaxLength} characters{(Optional ? " or null" : "")}");
        else if (Form?.IsMatch(text) == false)
            findings.Add(path, $"must be {FormText}{(Optional ? " or null" : "")}");
    }
}

/// <summary>A list of texts.</summary>
internal sealed record TextListRule(int MaxItems, int MaxLength) : Rule
{
    public override void Check(JsonNode? value, string path, Findings findings)
    {
        if (value is not JsonArray list || list.Count > MaxItems)
        {
            findings.Add(path, $"must be a list of {MaxItems} texts at most");
            return;
        }

        var item = new TextRule(MaxLength);
        for (var i = 0; i < list.Count; i++)
            item.Check(list[i], string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), findings);
    }
}

/// <summary>One of some words.</summary>
internal sealed record WordRule(params string[] Words) : Rule
{
    public override void Check(JsonNode? value, string path, Findings findings)
    {
        if (Text(value) is not { } text || !Words.Contains(text, StringComparer.Ordinal))
            findings.Add(path, Words.Length == 1 ? $"must be \"{Words[0]}\"" : $"must be one of: {string.Join(", ", Words)}");
    }
}

/// <summary>An object with known members, all of them there.</summary>
internal sealed record ObjectRule(IReadOnlyDictionary<string, Rule> Members) : Rule
{
    public override void Check(JsonNode? value, string path, Findings findings)
    {
        if (value is not JsonObject node)
        {
            findings.Add(path, "must be an object");
            return;
        }
        foreach (var (name, _) in node)
            if (!Members.ContainsKey(name))
                findings.Add(Join(path, name), $"is not known; there are: {string.Join(", ", Members.Keys)}");
        foreach (var (name, rule) in Members)
            rule.Check(node[name], Join(path, name), findings);
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}

/// <summary>Any JSON object, or null.</summary>
internal sealed record AnyObjectRule : Rule
{
    public override void Check(JsonNode? value, string path, Findings findings)
    {
        if (value is not (null or JsonObject))
            findings.Add(path, "must be an object or null");
    }
}
