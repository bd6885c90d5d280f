using System.Text.Json;

namespace VoiceBus.Testing.Vendors.Doubao;

/// <summary>How the stand-in speaks. Immutable.</summary>
public sealed record DoubaoSpeaking
{
    /// <summary>What goes wrong.</summary>
    public DoubaoDay Day { get; init; }

    /// <summary>The error of a day that has one.</summary>
    public uint Code { get; init; }

    /// <summary>Its words.</summary>
    public string Message { get; init; } = "no luck";

    /// <summary>Bytes of a piece of audio: odd, so that a piece ends between the bytes of a sample.</summary>
    public int PieceBytes { get; init; } = 1001;

    /// <summary>Completes when the rest may follow the first piece.</summary>
    public Task Going { get; init; } = Task.CompletedTask;

    /// <summary>The samples of a text: 100 for each of its characters, each by its place.</summary>
    public static short[] Samples(string text) => [.. Enumerable.Range(0, text.Length * 100).Select(static n => (short)((n * 37 % 20_000) - 10_000))];
}

/// <summary>A sentence as the stand-in got it.</summary>
public sealed record DoubaoSpokenSentence(string Session, JsonElement Parameters)
{
    /// <summary>The text so far.</summary>
    public string Text { get; internal set; } = "";
}
