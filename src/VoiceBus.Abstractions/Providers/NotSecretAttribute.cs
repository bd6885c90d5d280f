namespace VoiceBus;

/// <summary>
/// Marks a text among a provider's options that may be shown, such as a model's or a voice's name. Texts, lists and objects that
/// neither this nor a list of allowed values (an enum) marks are treated as secrets; numbers, flags, durations and addresses
/// (without user, query and fragment) are not.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotSecretAttribute : Attribute;
