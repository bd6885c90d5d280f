using System.ComponentModel.DataAnnotations;

namespace VoiceBus.Gateway.Vision;

/// <summary>How devices get their pictures explained.</summary>
public sealed record VisionOptions
{
    /// <summary>Base URL of the server that sees, of the type of language model that a bare address means; null takes the language model's.</summary>
    public Uri? Url { get; init; }

    /// <summary>Its API key; with <see cref="Url"/> null the language model's.</summary>
    public string? Key { get; init; }

    /// <summary>A model that sees, by its name at the server; null when there is none.</summary>
    public string? Model { get; init; }

    /// <summary>Asked when the first one cannot answer; null for nobody.</summary>
    public SpareVisionOptions? Spare { get; init; }

    /// <summary>A JSON object merged into every request body, or null.</summary>
    public string? ExtraBody { get; init; }

    /// <summary>How the model is told to answer.</summary>
    public string Prompt { get; init; } =
        "You see one picture taken by a small talking device. Answer the question about it in one to three short spoken sentences, "
        + "in the language of the question, without lists or markup. Say so when it cannot be seen.";

    /// <summary>How long an explanation may take once the picture is here; the device stands still meanwhile, and some wait 10 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(9);

    /// <summary>How long an upload may take.</summary>
    public TimeSpan UploadTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The largest picture, bytes.</summary>
    [Range(1, 64 * 1024 * 1024)]
    public int MaxBytes { get; init; } = 5 * 1024 * 1024;

    /// <summary>Pictures held in memory at the same time; further uploads wait.</summary>
    [Range(1, 1000)]
    public int MaxConcurrent { get; init; } = 8;

    /// <summary>
    /// What tokens are signed with; null makes one at each start. Several gateways behind one address need the same.
    /// </summary>
    public string? Secret { get; init; }

    /// <summary>How long a token handed out to a session is good; longer than any session.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Whether there is a model that sees.</summary>
    public bool IsConfigured => !string.IsNullOrWhiteSpace(Model);
}

/// <summary>A second server that sees.</summary>
public sealed record SpareVisionOptions
{
    /// <summary>Its base URL.</summary>
    public required Uri Url { get; init; }

    /// <summary>Its API key, or null when it wants none.</summary>
    public string? Key { get; init; }

    /// <summary>The model's name there.</summary>
    public required string Model { get; init; }
}
