using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VoiceBus.Gateway.Vision;

/// <summary>What a device is answered, in the fields of both well-known servers (protocol.md 7).</summary>
internal sealed record PictureAnswer
{
    private static readonly PictureAnswerJson _json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // Devices have little memory, and models read this: letters stay letters.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>Whether the picture was explained.</summary>
    public required bool Success { get; init; }

    /// <summary>RESPONSE: the words can be spoken as they are.</summary>
    public string? Action { get; init; }

    /// <summary>The explanation.</summary>
    public string? Response { get; init; }

    /// <summary>The explanation again.</summary>
    public string? Result { get; init; }

    /// <summary>Why there is none.</summary>
    public string? Message { get; init; }

    /// <summary>An explanation.</summary>
    public static IResult Good(string words) => Write(new PictureAnswer { Success = true, Action = "RESPONSE", Response = words, Result = words });

    /// <summary>No explanation.</summary>
    public static IResult Bad(string reason) => Write(new PictureAnswer { Success = false, Message = reason });

    private static IResult Write(PictureAnswer answer) =>
        Results.Bytes(JsonSerializer.SerializeToUtf8Bytes(answer, _json.PictureAnswer), "application/json; charset=utf-8");
}

/// <summary>Serialization of the answer, generated at build time.</summary>
[JsonSerializable(typeof(PictureAnswer))]
internal sealed partial class PictureAnswerJson : JsonSerializerContext;
