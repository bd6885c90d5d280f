namespace VoiceBus.Gateway.Access;

/// <summary>What becomes of a request that carries no valid token.</summary>
public enum AccessVerdict
{
    /// <summary>It is this machine itself, which needs none.</summary>
    Machine,

    /// <summary>A token is needed.</summary>
    TokenNeeded,

    /// <summary>It asks by a name that may be anybody's.</summary>
    UnknownHost,

    /// <summary>It comes from another site's page.</summary>
    ForeignPage,
}
