using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using VoiceBus.AspNetCore;
using VoiceBus.Core.Bus;
using VoiceBus.Management.Configuration;
using VoiceBus.Providers.Mcp;
using VoiceBus.Providers.ToolPrograms;
using VoiceBus.Providers.ToolServers;

namespace VoiceBus.EndToEnd.Tests.Documents;

/// <summary>docs/configuration.md, made of the options, their annotations and their docstrings.</summary>
internal static class ConfigurationPage
{
    public static string Write(IServiceProvider services)
    {
        var page = new StringBuilder("""
            # Configuration

            Made of the code by `tests/VoiceBus.EndToEnd.Tests/Documents`; a page that is not what the code says is a red test.

            What a start is configured with comes, each overruling the one before, from `appsettings.json` beside the program, environment
            variables (`VoiceBus__Transport__DrainTimeout=00:00:30`), the variables below, and the command line
            (`--VoiceBus:Transport:DrainTimeout=00:00:30`). What environment and command line say counts for that start and overrules the live
            configuration that was kept. Durations are `hh:mm:ss.fff`.

            ## Variables

            | variable | setting |
            |---|---|

            """);
        foreach (var (variable, setting) in VoiceBusEnvironment.Variables)
            page.Append(CultureInfo.InvariantCulture, $"| `{variable}` | `{setting}` |\n");

        page.Append("\n## Settings of a start\n\n| setting | default | bounds | meaning |\n|---|---|---|---|\n");
        Options(page, new VoiceBusOptions(), VoiceBusOptions.Section);
        Options(page, new DeviceToolsOptions(), "VoiceBus:DeviceTools");
        Options(page, new ToolServerOptions(), "VoiceBus:ToolServers");
        Options(page, new ToolProgramOptions(), "VoiceBus:ToolPrograms");

        page.Append("""

            ## Types of providers

            A provider of the live configuration is `{"name": …, "type": …, "enabled": …, "weight": …, "pool": {…}, "options": {…}}`; those of type `openai`
            have its options beside the name. At the first start options are read from `VoiceBus:Providers:<name>`.

            | service | type | runs here | languages | options (* is required, 🔒 never shown) |
            |---|---|---|---|---|

            """);
        var catalog = services.GetRequiredService<ProviderCatalog>();
        foreach (var type in Enum.GetValues<ServiceType>().SelectMany(catalog.Of))
            page.Append(CultureInfo.InvariantCulture, $"| {type.Service.ToName()} | `{type.Type}` | {(type.IsLocal ? "yes" : "no")} | {(type.Languages is { } languages ? string.Join(", ", languages) : "any")} | {string.Join(", ", ProviderOption.Of(type.OptionsType).Select(Described))} |\n");

        page.Append("\n## The live configuration\n\n`GET`, `PUT` and `PATCH /api/config/decoupling`; a change counts for new calls at once.\n\n| path | default | meaning |\n|---|---|---|\n");
        var document = services.GetRequiredService<DocumentReader>().Defaults;
        foreach (var (name, part) in new (string, object)[] { ("turn", document.Turn), ("monitoring", document.Monitoring), ("limits", document.Limits), ("bus.queues.llm", document.Bus.Queues.Llm), ("services.llm.deadlines", document.Services.Llm.Deadlines), ("services.llm.hedge", document.Services.Llm.Hedge!), ("services.llm.providers[].pool", document.Services.Llm.Providers[0].Pool) })
            foreach (var member in Members(part.GetType()))
                page.Append(CultureInfo.InvariantCulture, $"| `{name}.{Snake(member.Name)}` | {Value(member.GetValue(part))} | {XmlDocumentation.SummaryOf(member)} |\n");
        return page.ToString();
    }

    private static void Options(StringBuilder page, object options, string path)
    {
        foreach (var member in Members(options.GetType()))
        {
            var value = member.GetValue(options);
            if (value is not null && value.GetType() is { IsClass: true, Namespace: { } space } && space.StartsWith("VoiceBus", StringComparison.Ordinal))
                Options(page, value, $"{path}:{member.Name}");
            else if (!typeof(Delegate).IsAssignableFrom(member.PropertyType))
                page.Append(CultureInfo.InvariantCulture, $"| `{path}:{member.Name}` | {Value(value)} | {Bounds(member)} | {XmlDocumentation.SummaryOf(member)} |\n");
        }
    }

    private static IEnumerable<PropertyInfo> Members(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static member => member.CanWrite && member.GetIndexParameters().Length == 0);

    private static string Bounds(PropertyInfo member) => member.GetCustomAttribute<RangeAttribute>() is { } range
        ? string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} to {range.Maximum}") : "";

    private static string Described(ProviderOption option) =>
        $"`{option.Name}`{(option.Required ? "*" : "")}{(option.Secret ? " 🔒" : "")} ({option.Kind}{(option.Min is null && option.Max is null ? "" : string.Create(CultureInfo.InvariantCulture, $", {option.Min} to {option.Max}"))})";

    private static string Value(object? value) => value switch
    {
        null => "",
        string { Length: > 60 } text => $"`{text[..60]}…`",
        TimeSpan span => $"`{span:c}`",
        System.Collections.IEnumerable and not string => string.Join(", ", ((System.Collections.IEnumerable)value).Cast<object>().Select(static one => $"`{one}`")),
        _ => string.Create(CultureInfo.InvariantCulture, $"`{value}`"),
    };

    private static string Snake(string name) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
