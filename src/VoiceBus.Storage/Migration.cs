using System.Globalization;
using System.Reflection;

namespace VoiceBus.Storage;

/// <summary>A step of the schema: an embedded script <c>Schema/NNNN-name.sql</c>. Never changed once it was released.</summary>
/// <param name="Version">Its number; steps run in this order.</param>
/// <param name="Name">Its file.</param>
/// <param name="Script">Statements separated by semicolons at line ends.</param>
internal sealed record Migration(int Version, string Name, string Script)
{
    private const string Prefix = "VoiceBus.Storage.Schema.";

    /// <summary>All steps there are, the first one first.</summary>
    public static IReadOnlyList<Migration> All { get; } = Load();

    private static Migration[] Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => Read(assembly, name)).OrderBy(static migration => migration.Version)];
    }

    private static Migration Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        var name = resource[Prefix.Length..];
        return new Migration(int.Parse(name.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture), name, reader.ReadToEnd());
    }
}
