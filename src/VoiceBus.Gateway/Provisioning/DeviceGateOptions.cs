namespace VoiceBus.Gateway.Provisioning;

/// <summary>What the device gate asks for. Immutable.</summary>
public sealed record DeviceGateOptions
{
    /// <summary>Characters of a key at least.</summary>
    private const int MinKey = 16;

    private const string KnownToAll = "test-token";

    /// <summary>Whether a socket needs a credential; otherwise the house is open.</summary>
    public required bool IsClosed { get; init; }

    /// <summary>The token of VOICEBUS_DEVICE_TOKEN, never sent by us; or null.</summary>
    public string? StaticToken { get; init; }

    /// <summary>Whether the static token lets devices in that are not activated.</summary>
    public bool StaticTokenSuffices { get; init; } = true;

    /// <summary>The key of a xinnan server, or null.</summary>
    public string? XinnanKey { get; init; }

    /// <summary>Reads them off the configuration.</summary>
    /// <exception cref="InvalidOperationException">A key would keep nobody out; the message says which.</exception>
    public static DeviceGateOptions From(string? deviceToken, ProvisioningOptions provisioning)
    {
        if (provisioning.DeviceKey is { Length: > 0 and < MinKey })
            throw new InvalidOperationException($"VOICEBUS_DEVICE_KEY must have at least {MinKey} characters, such as those of: openssl rand -base64 32");
        if (provisioning.XinnanKey is KnownToAll)
            throw new InvalidOperationException($"VOICEBUS_XINNAN_KEY is '{KnownToAll}', which every xinnan server without a key of its own has: give that one a key, and the same here.");
        // Our tokens go to whoever asks, and would count as theirs, which are bound to no client.
        if (provisioning.XinnanKey is { Length: > 0 } theirs && theirs == provisioning.DeviceKey)
            throw new InvalidOperationException("VOICEBUS_XINNAN_KEY and VOICEBUS_DEVICE_KEY must not be the same.");
        var token = string.IsNullOrWhiteSpace(deviceToken) ? null : deviceToken.Trim();
        return new DeviceGateOptions
        {
            IsClosed = token is not null || provisioning.Activation.Enabled,
            StaticToken = token,
            StaticTokenSuffices = provisioning.Activation.TokenSuffices,
            XinnanKey = string.IsNullOrEmpty(provisioning.XinnanKey) ? null : provisioning.XinnanKey,
        };
    }
}
