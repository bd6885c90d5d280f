namespace VoiceBus.Core.Diagnostics;

/// <summary>The live configuration was changed and is in force for new calls.</summary>
/// <param name="Version">Of the document now.</param>
/// <param name="By">Who changed it.</param>
/// <param name="Changes">"path: before -> after; …"; secrets are shown as ***.</param>
[EventId(10001, "Configuration")]
public sealed record ConfigurationChanged(long Version, string By, string Changes) : DiagnosticEvent;

/// <summary>The kept configuration could not be used; the server started with its defaults.</summary>
/// <param name="File">The file.</param>
/// <param name="Problem">What is wrong with it, for people.</param>
/// <param name="KeptAs">Where the bad file lies now, or null when it could not be moved.</param>
[EventId(10002, "Configuration")]
public sealed record ConfigurationUnreadable(string File, string Problem, string? KeptAs) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Error;
}

/// <summary>Another node has a newer live configuration that this one cannot follow; it keeps what it has.</summary>
/// <param name="Version">Of the document that is not followed.</param>
/// <param name="Node">Who has it.</param>
/// <param name="Problem">Why, for people.</param>
[EventId(10003, "Configuration")]
public sealed record ConfigurationRefused(long Version, string Node, string Problem) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Error;
}

/// <summary>A provider was switched off, because nothing here knows its type: its package or plug-in is missing. Its settings are kept.</summary>
/// <param name="Service">The service.</param>
/// <param name="Provider">The provider.</param>
/// <param name="Type">The type.</param>
[EventId(10004, "Configuration")]
public sealed record ProviderTypeMissing(string Service, string Provider, string Type) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;
}

/// <summary>A persona's language is one that no provider of a service understands or speaks.</summary>
/// <param name="Service">The service.</param>
/// <param name="Language">BCP 47 primary tag.</param>
/// <param name="Personas">Whose language it is.</param>
/// <param name="Problem">The same for people, with what to add.</param>
[EventId(10005, "Configuration")]
public sealed record LanguageNotServed(string Service, string Language, string Personas, string Problem) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;
}

/// <summary>A language that was not served is now, or is no persona's any more.</summary>
/// <param name="Service">The service.</param>
/// <param name="Language">BCP 47 primary tag.</param>
[EventId(10006, "Configuration")]
public sealed record LanguageServed(string Service, string Language) : DiagnosticEvent;
