using System.Text.Json.Nodes;

namespace VoiceBus.Management.Configuration;

/// <summary>JSON merge patch (RFC 7396): objects are merged, null takes a member out, everything else replaces.</summary>
internal static class MergePatch
{
    /// <summary>The patched tree; neither argument is changed.</summary>
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
            return patch?.DeepClone();
        var result = target is JsonObject ? target.DeepClone().AsObject() : [];
        foreach (var (name, change) in changes)
        {
            if (change is null)
                result.Remove(name);
            else
                result[name] = Apply(result[name], change);
        }
        return result;
    }

    /// <summary>Adds the members that are missing and that the other tree has; arrays and values stay as they are.</summary>
    public static void Complete(JsonObject target, JsonObject from)
    {
        foreach (var (name, value) in from)
        {
            if (!target.TryGetPropertyValue(name, out var own))
                target[name] = value?.DeepClone();
            else if (own is JsonObject inner && value is JsonObject fromInner)
                Complete(inner, fromInner);
        }
    }
}
