using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace VoiceBus.Providers.HttpVoice;

/// <summary>Finds a place in JSON by names and indexes: <c>data.audio</c>, <c>results[0].url</c>, <c>$.audio</c>.</summary>
internal static partial class JsonPath
{
    /// <summary>Whether a text is a path.</summary>
    public static bool IsPath(string path) => Whole().IsMatch(path);

    /// <summary>What lies there; null when nothing does.</summary>
    public static JsonElement? Find(JsonElement json, string path)
    {
        foreach (Match step in Step().Matches(path.TrimStart('$')))
        {
            if (step.Groups["index"] is { Success: true, Value: var index })
            {
                var place = int.Parse(index, CultureInfo.InvariantCulture);
                if (json.ValueKind != JsonValueKind.Array || place >= json.GetArrayLength())
                    return null;
                json = json[place];
            }
            else if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(step.Value, out json))
            {
                return null;
            }
        }

        return json;
    }

    [GeneratedRegex(@"^(\$\.?)?([^.\[\]$]+|\[\d{1,6}\])((\.[^.\[\]$]+)|\[\d{1,6}\])*$")]
    private static partial Regex Whole();

    [GeneratedRegex(@"\[(?<index>\d+)\]|[^.\[\]]+")]
    private static partial Regex Step();
}
