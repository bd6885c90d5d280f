namespace VoiceBus.Core.Diagnostics;

/// <summary>A device said what it can do.</summary>
[EventId(8001, "Devices")]
public sealed record DeviceToolsListed(string SessionId, string DeviceId, int Tools, TimeSpan Took) : DiagnosticEvent;

/// <summary>A device announced tools and did not list them, or not all.</summary>
[EventId(8002, "Devices")]
public sealed record DeviceToolsUnlisted(string SessionId, string DeviceId, string Error) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;
}

/// <summary>A tool of a device ran.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Tool">The tool's name on the device.</param>
/// <param name="Outcome">"completed", "refused", "failed", "timeout" or "cancelled".</param>
/// <param name="Took">From the request to the answer.</param>
[EventId(8003, "Devices")]
public sealed record DeviceToolCalled(string SessionId, string Tool, string Outcome, TimeSpan Took) : DiagnosticEvent;

/// <summary>A device asked where to connect.</summary>
[EventId(8004, "Devices")]
public sealed record DeviceProvisioned(string DeviceId, string Board, string Firmware, string Offered) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override string? LogKind => nameof(DeviceProvisioned);
}

/// <summary>What a board said of itself at boot could not be read; its headers count.</summary>
/// <param name="Address">Where it asked from.</param>
/// <param name="Problem">What is wrong with the body.</param>
[EventId(8013, "Devices")]
public sealed record ProvisioningUnreadable(string Address, string Problem) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override string? LogKind => nameof(ProvisioningUnreadable);
}

/// <summary>A device was turned away before its connection was accepted.</summary>
[EventId(8005, "Devices")]
public sealed record DeviceRefused(string DeviceId, string Reason) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;

    /// <inheritdoc/>
    public override string? LogKind => nameof(DeviceRefused);
}

/// <summary>A device took the place of its own live connection from another address: moved to another network, or somebody else.</summary>
/// <param name="SessionId">The new session.</param>
/// <param name="ReplacedSessionId">The session that ends.</param>
/// <param name="DeviceId">The device.</param>
/// <param name="Address">Where it comes from now, or null.</param>
/// <param name="PreviousAddress">Where the session that ends came from.</param>
[EventId(8006, "Devices")]
public sealed record DeviceReplaced(string SessionId, string ReplacedSessionId, string DeviceId, string? Address, string PreviousAddress) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;
}

/// <summary>From now on a device's id belongs to one Client-Id.</summary>
/// <param name="DeviceId">The device.</param>
/// <param name="Client">The beginning of the Client-Id.</param>
/// <param name="Address">Where the device came from, or null.</param>
/// <param name="By">"code", "serial number" or "first connection".</param>
[EventId(8007, "Devices")]
public sealed record DeviceBound(string DeviceId, string Client, string? Address, string By) : DiagnosticEvent;

/// <summary>A device waits until somebody types its code.</summary>
/// <param name="DeviceId">The device.</param>
/// <param name="Client">The beginning of the Client-Id.</param>
/// <param name="Address">Where it asked from, or null.</param>
[EventId(8008, "Devices")]
public sealed record DeviceAwaitsActivation(string DeviceId, string Client, string? Address) : DiagnosticEvent;

/// <summary>An operator changed what is known about a device.</summary>
/// <param name="DeviceId">The device.</param>
/// <param name="Fields">What was changed, names only.</param>
[EventId(8009, "Devices")]
public sealed record DeviceChanged(string DeviceId, string Fields) : DiagnosticEvent;

/// <summary>An operator removed a device.</summary>
[EventId(8010, "Devices")]
public sealed record DeviceForgotten(string DeviceId) : DiagnosticEvent;

/// <summary>A device had a picture explained.</summary>
/// <param name="DeviceId">The device.</param>
/// <param name="MediaType">What kind of picture.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Outcome">"completed", "cancelled", or the kind of failure.</param>
/// <param name="Took">From the end of the upload to the answer.</param>
[EventId(8011, "Devices")]
public sealed record PictureExplained(string DeviceId, string MediaType, int Bytes, string Outcome, TimeSpan Took) : DiagnosticEvent;

/// <summary>A picture was not taken in.</summary>
/// <param name="DeviceId">Who said to send it; not checked.</param>
/// <param name="Status">The HTTP status of the refusal.</param>
/// <param name="Reason">Why.</param>
[EventId(8012, "Devices")]
public sealed record PictureRefused(string DeviceId, int Status, string Reason) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;

    /// <inheritdoc/>
    public override string? LogKind => nameof(PictureRefused);
}
