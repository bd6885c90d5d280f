using System.Data.Common;
using System.Text.Json;
using VoiceBus.Core.Memory;

namespace VoiceBus.Storage;

/// <summary>Personas in a database. Thread-safe; throws what the driver throws.</summary>
public sealed class StoredPersonas(Database database) : IPersonaStore
{
    private const string All = "SELECT name, prompt, voice, language, greeting, allowed_tools, asr, llm, tts, speed, end_silence_ms, max_end_silence_ms FROM personas";

    private const string Insert =
        """
        INSERT INTO personas (name, prompt, voice, language, greeting, allowed_tools, asr, llm, tts, speed, end_silence_ms, max_end_silence_ms)
        VALUES (@name, @prompt, @voice, @language, @greeting, @tools, @asr, @llm, @tts, @speed, @end_silence, @max_end_silence) ON CONFLICT (name) DO NOTHING
        """;

    private const string Update =
        """
        UPDATE personas SET prompt = @prompt, voice = @voice, language = @language, greeting = @greeting, allowed_tools = @tools,
            asr = @asr, llm = @llm, tts = @tts, speed = @speed, end_silence_ms = @end_silence, max_end_silence_ms = @max_end_silence
        WHERE name = @name
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Persona>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.Command($"{All} ORDER BY name").ReadAsync(Persona, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Persona?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var found = await connection.Command($"{All} WHERE name = @name", ("name", name.ToLowerInvariant())).ReadAsync(Persona, cancellationToken);
        return found.FirstOrDefault();
    }

    /// <inheritdoc/>
    public async Task<bool> PutAsync(Persona persona, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var isNew = await Put(transaction, Insert, persona).ExecuteNonQueryAsync(cancellationToken) == 1;
        if (!isNew)
            await Put(transaction, Update, persona).ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return isNew;
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveAsync(string name, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var remove = connection.Command("DELETE FROM personas WHERE name = @name", ("name", name.ToLowerInvariant()));
        return await remove.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    private static DbCommand Put(DbTransaction transaction, string sql, Persona persona) => transaction.Command(
        sql, ("name", persona.Name.ToLowerInvariant()), ("prompt", persona.Prompt), ("voice", persona.Voice),
        ("language", persona.Language), ("greeting", persona.Greeting),
        ("tools", persona.AllowedTools is { } tools ? JsonSerializer.Serialize(tools) : null),
        ("asr", persona.Asr), ("llm", persona.Llm), ("tts", persona.Tts), ("speed", persona.Speed),
        ("end_silence", Ms(persona.EndSilence)), ("max_end_silence", Ms(persona.MaxEndSilence)));

    private static int? Ms(TimeSpan? span) => (int?)span?.TotalMilliseconds;

    private static TimeSpan? Span(DbDataReader row, int column) => row.IsDBNull(column) ? null : TimeSpan.FromMilliseconds(row.GetInt32(column));

    private static Persona Persona(DbDataReader row) => new()
    {
        Name = row.GetString(0),
        Prompt = row.GetString(1),
        Voice = row.TextOrNull(2),
        Language = row.TextOrNull(3),
        Greeting = row.TextOrNull(4),
        Asr = row.TextOrNull(6),
        Llm = row.TextOrNull(7),
        Tts = row.TextOrNull(8),
        Speed = row.IsDBNull(9) ? null : row.GetDouble(9),
        EndSilence = Span(row, 10),
        MaxEndSilence = Span(row, 11),
        AllowedTools = row.TextOrNull(5) is { } tools ? JsonSerializer.Deserialize<string[]>(tools) : null,
    };
}
