using System.Reflection;

namespace VoiceBus.AspNetCore.PlugIns;

/// <summary>A plug-in that was found.</summary>
/// <param name="Name">The name of its folder and assembly.</param>
/// <param name="Problem">Why it was skipped; null: it was added.</param>
public sealed record PlugInStatus(string Name, string? Problem);

/// <summary>Adds the plug-ins of a folder, one folder each: <c>NAME/NAME.dll</c>. A broken one is skipped with all it added.</summary>
internal static class PlugInLoader
{
    /// <summary>Adds all of them, in the order of their names; a folder that does not exist holds none.</summary>
    public static IReadOnlyList<PlugInStatus> AddAll(IVoiceBusBuilder builder, string folder) => !Directory.Exists(folder) ? []
        : [.. Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).Select(own => new PlugInStatus(Path.GetFileName(own), TryAdd(builder, own)))];

    private static string? TryAdd(IVoiceBusBuilder builder, string folder)
    {
        var before = builder.Services.ToArray();
        try
        {
            Load(Path.Combine(folder, $"{Path.GetFileName(folder)}.dll")).Add(builder);
            return null;
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            // Whatever it threw, in its own code or for want of an assembly: half of it is worse than nothing.
            builder.Services.Clear();
            foreach (var service in before)
                builder.Services.Add(service);
            return broken is TargetInvocationException { InnerException: { } inner } ? Text(inner) : Text(broken);
        }
    }

    private static IVoiceBusPlugIn Load(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no {Path.GetFileName(path)} in the folder.");
        var assembly = new PlugInLoadContext(path).LoadFromAssemblyPath(path);
        var entry = assembly.GetCustomAttribute<VoiceBusPlugInAttribute>()?.Entry
            ?? throw new InvalidOperationException($"The assembly has no [assembly: {nameof(VoiceBusPlugInAttribute)}].");
        return Activator.CreateInstance(entry) as IVoiceBusPlugIn
            ?? throw new InvalidOperationException($"{entry.Name} is no {nameof(IVoiceBusPlugIn)}.");
    }

    private static string Text(Exception broken) => $"{broken.GetType().Name}: {broken.Message}";
}
