using System.Net.Http.Headers;
using System.Security;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using VoiceBus.Providers.Json;

namespace VoiceBus.Providers.HttpVoice;

/// <summary>Makes the request of a sentence. Thread-safe.</summary>
internal sealed class RequestTemplate(HttpVoiceOptions options)
{
    private readonly JsonNode? _object = options.Body is { ValueKind: JsonValueKind.Object } body ? JsonNode.Parse(body.GetRawText()) : null;

    /// <summary>The request; the caller disposes it.</summary>
    public HttpRequestMessage Fill(TemplateValues values)
    {
        var message = new HttpRequestMessage(Method, new Uri(Template.Fill(options.Url, name => Uri.EscapeDataString(values.Text(name) ?? ""))))
        {
            Content = Content(values),
        };
        foreach (var (name, template) in options.Headers)
        {
            var value = HeaderValue(Template.Fill(template, place => values.Text(place) ?? ""));
            if (!message.Headers.TryAddWithoutValidation(name, value))
                message.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    private HttpMethod Method => options.Method switch
    {
        HttpVoiceMethod.Get => HttpMethod.Get,
        HttpVoiceMethod.Put => HttpMethod.Put,
        _ => HttpMethod.Post,
    };

    private HttpContent? Content(TemplateValues values)
    {
        if (options.Form.Count > 0)
            return new FormUrlEncodedContent(options.Form.Select(field => KeyValuePair.Create(field.Key, Template.Fill(field.Value, name => values.Text(name) ?? ""))));
        if (_object is { } body)
            return Bytes(JsonSerializer.SerializeToUtf8Bytes(Filled(body, values), JsonText.Readable), "application/json");
        if (options.BodyText is not { } text)
            return null;
        var escape = EscapeFor(options.ContentType);
        return Bytes(Encoding.UTF8.GetBytes(Template.Fill(text, name => escape(values.Text(name) ?? ""))), options.ContentType);
    }

    private static ByteArrayContent Bytes(byte[] bytes, string type)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return content;
    }

    private static JsonNode? Filled(JsonNode? node, TemplateValues values)
    {
        switch (node)
        {
            case JsonObject json:
                var filled = new JsonObject();
                foreach (var (name, member) in json)
                    if (!IsUnknown(member, values))
                        filled[name] = Filled(member, values);
                return filled;
            case JsonArray list:
                return new JsonArray([.. list.Select(item => Filled(item, values))]);
            case JsonValue value when value.TryGetValue(out string? template):
                return Template.OnlyName(template) is { } only && values.Number(only) is { } number
                    ? JsonValue.Create(number)
                    : JsonValue.Create(Template.Fill(template, name => values.Text(name) ?? ""));
            default:
                return node?.DeepClone();
        }
    }

    private static bool IsUnknown(JsonNode? member, TemplateValues values) =>
        member is JsonValue value && value.TryGetValue(out string? template) && Template.OnlyName(template) is { } only && values.Text(only) is null;

    private static Func<string, string> EscapeFor(string type) => type.Split(';')[0].Trim() switch
    {
        "application/json" => static value => JsonSerializer.Serialize(value, JsonText.Readable)[1..^1],
        "application/x-www-form-urlencoded" => Uri.EscapeDataString,
        var xml when xml.EndsWith("xml", StringComparison.Ordinal) => static value => SecurityElement.Escape(value),
        _ => static value => value,
    };

    // A header is one line of ASCII.
    private static string HeaderValue(string value)
    {
        var line = string.Concat(value.Select(static c => char.IsControl(c) ? ' ' : c));
        return line.All(char.IsAscii) ? line : Uri.EscapeDataString(line);
    }
}
