namespace VoiceBus;

/// <summary>Marks an option whose value nobody may see: a key, a password. Forms hide it; no API shows it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;
