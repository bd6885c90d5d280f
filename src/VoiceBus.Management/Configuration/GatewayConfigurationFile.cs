using System.Text.Json;
using System.Text.Json.Nodes;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Files;

namespace VoiceBus.Management.Configuration;

/// <summary>
/// Keeps the document and its history in one file that only its owner can read. Replaced whole by a rename, so that a crash
/// leaves the old file or the new one. One writer at a time.
/// </summary>
/// <param name="folder">Made when it is first written to.</param>
/// <param name="time">Names a bad file that is put aside.</param>
/// <param name="events">Notified of a bad file.</param>
public sealed class GatewayConfigurationFile(string folder, TimeProvider time, IEventSink events)
{
    /// <summary>Where the file lies.</summary>
    public string Path { get; } = System.IO.Path.Combine(folder, "decoupling.json");

    /// <summary>Reads what was kept; a file that cannot be used is put aside and told.</summary>
    /// <param name="reader">Decides whether it can be used.</param>
    /// <returns>Null when there is nothing to use.</returns>
    public PersistedConfiguration? Load(DocumentReader reader)
    {
        try
        {
            if (!File.Exists(Path))
                return null;
            if (GatewayConfigurationJson.Parse(File.ReadAllText(Path)) is not JsonObject kept)
                throw new JsonException("it is not a JSON object");
            var findings = new Findings();
            foreach (var (service, name, type) in kept["document"] is JsonObject known ? reader.SwitchOffUnknown(known) : [])
                events.Emit(new ProviderTypeMissing(service, name, type));
            var document = reader.Read(kept["document"], before: null, Version(kept["document"]), findings);
            if (document is not null)
                return new PersistedConfiguration(document, kept["history"].Deserialize(GatewayConfigurationJson.Default.IReadOnlyListChangeRecord) ?? [])
                {
                    ChangeId = Text(kept["change"]?["id"]),
                    By = Text(kept["change"]?["by"]),
                };
            PutAside(findings.ToString());
        }
        catch (Exception problem) when (problem is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            PutAside(problem.Message);
        }
        return null;
    }

    /// <summary>Replaces the file; it is on the disk when this returns.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public async Task SaveAsync(PersistedConfiguration kept, CancellationToken cancellationToken)
    {
        var text = GatewayConfigurationJson.Write(new JsonObject
        {
            ["document"] = GatewayConfigurationJson.ToNode(kept.Document),
            ["change"] = kept.Stamp.IsShared ? new JsonObject { ["id"] = kept.ChangeId, ["by"] = kept.By } : null,
            ["history"] = JsonSerializer.SerializeToNode(kept.History, GatewayConfigurationJson.Default.IReadOnlyListChangeRecord),
        });
        PrivateFolder.Ensure(folder);
        var temporary = $"{Path}.tmp";
        File.Delete(temporary); // A left-over keeps its own mode.
        await using (var file = new FileStream(temporary, PrivateFolder.NewFile))
        {
            await file.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), cancellationToken);
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, Path, overwrite: true);
        FolderSync.Flush(folder);
    }

    private static string Text(JsonNode? node) => node?.GetValue<string>() ?? "";

    private static long Version(JsonNode? document) =>
        (document as JsonObject)?["version"] is JsonValue value && value.TryGetValue(out long version) && version > 0 ? version : 1;

    private void PutAside(string problem)
    {
        string? aside = $"{Path}.bad-{time.GetUtcNow():yyyyMMddTHHmmss}";
        try
        {
            File.Move(Path, aside, overwrite: true);
        }
        catch (Exception stays) when (stays is IOException or UnauthorizedAccessException)
        {
            aside = null;
        }
        events.Emit(new ConfigurationUnreadable(Path, problem, aside));
    }
}
