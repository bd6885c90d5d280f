using System.Text.Json;
using VoiceBus.Providers.Json;

namespace VoiceBus.Providers.Tools.Schemas;

/// <summary>The types of JSON Schema, in the words of many languages. Pure.</summary>
internal static class SchemaTypes
{
    /// <summary>The types that are meant; none when anything is allowed, or nobody can tell.</summary>
    public static string[] Read(JsonElement? type) =>
        [.. LenientJson.Items(type).SelectMany(static item => (LenientJson.Text(item) ?? "").Split('|', ',')).Select(Meant).OfType<string>().Distinct()];

    /// <summary>The type that a word means, or null.</summary>
    public static string? Meant(string word) => word.Trim().TrimEnd('?').ToUpperInvariant() switch
    {
        "STRING" or "STR" or "TEXT" or "CHAR" or "VARCHAR" or "DATE" or "DATETIME" or "UUID" or "URI" or "URL" or "ENUM" => "string",
        "INTEGER" or "INT" or "LONG" or "SHORT" or "INT32" or "INT64" or "UINT" or "UINT8" or "UINT32" or "BIGINT" => "integer",
        "NUMBER" or "FLOAT" or "DOUBLE" or "DECIMAL" or "NUMERIC" or "REAL" or "FLOAT32" or "FLOAT64" => "number",
        "BOOLEAN" or "BOOL" => "boolean",
        "OBJECT" or "DICT" or "DICTIONARY" or "MAP" or "STRUCT" or "JSON" or "RECORD" => "object",
        "ARRAY" or "LIST" or "TUPLE" or "SET" or "SEQUENCE" => "array",
        "NULL" or "NONE" or "NIL" => "null",
        _ => null,
    };
}
