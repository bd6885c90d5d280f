using System.Text.Json.Nodes;

namespace VoiceBus.Management.Configuration;

/// <summary>Options that documents of before have as members of the provider itself; they are read there and written as options.</summary>
internal static class FormerMembers
{
    /// <summary>Moves what stands beside the options of a provider into them.</summary>
    public static void Move(JsonObject provider, ProviderDescriptor? type, string path, Findings findings)
    {
        foreach (var name in type?.FormerMembers ?? [])
        {
            if (!provider.ContainsKey(name))
                continue;
            if (provider[Secrets.Options] is not JsonObject options)
            {
                if (provider[Secrets.Options] is not null)
                    return;
                provider[Secrets.Options] = options = [];
            }

            if (options.ContainsKey(name))
                findings.Add($"{path}.{name}", $"must not be given beside options.{name}");
            else
                options[name] = provider[name]?.DeepClone();
            provider.Remove(name);
        }
    }
}
