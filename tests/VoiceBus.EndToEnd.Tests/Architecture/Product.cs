using System.Reflection;

namespace VoiceBus.EndToEnd.Tests.Architecture;

/// <summary>The assemblies that are shipped: whatever lies beside the tests and is ours, so that a new room is looked at without being named.</summary>
internal static class Product
{
    private static readonly string[] _others = ["Tests", "Testing", "Chaos"];

    /// <summary>All of them, in the order of their names.</summary>
    public static IReadOnlyList<Assembly> Assemblies { get; } =
    [
        .. Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll")
            .Where(static file => Path.GetFileName(file) is var name && (name.StartsWith("VoiceBus.", StringComparison.Ordinal) || name == "voicebus-device.dll")
                && !_others.Any(other => name.Contains($".{other}", StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)
            .Select(Assembly.LoadFrom),
    ];

    /// <summary>One of them by its name.</summary>
    public static Assembly Find(string name) => Assemblies.Single(assembly => assembly.GetName().Name == name);
}
