namespace VoiceBus;

/// <summary>Marks an option whose value nobody may see: a key, a password. Forms hide it; no API shows it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute
{
    /// <summary>The environment variable in which the vendor's users keep it, such as <c>DEEPGRAM_API_KEY</c>: its value where none is configured.</summary>
    public string? Variable { get; init; }
}
