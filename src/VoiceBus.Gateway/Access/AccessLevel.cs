namespace VoiceBus.Gateway.Access;

/// <summary>What a route asks of whoever calls it. The names of the last three are those of the authorization policies.</summary>
public enum AccessLevel
{
    /// <summary>Nothing.</summary>
    Anybody,

    /// <summary>A token of the route's own, which it checks itself: a device's.</summary>
    OwnToken,

    /// <summary>The read token or the admin token.</summary>
    Read,

    /// <summary>The admin token: acts on what runs, changes nothing that is kept.</summary>
    Operate,

    /// <summary>The admin token: changes what is kept, or shows what people said.</summary>
    Admin,
}
