namespace VoiceBus;

/// <summary>Why a call failed, in words that decide what to do next.</summary>
public enum FailureKind
{
    /// <summary>The message queue stayed full until the deadline.</summary>
    Overloaded,

    /// <summary>A deadline passed.</summary>
    Timeout,

    /// <summary>No provider could be reached or none is configured.</summary>
    Unavailable,

    /// <summary>The provider asked to be left alone for a while.</summary>
    RateLimited,

    /// <summary>The provider refused the credentials.</summary>
    Unauthorized,

    /// <summary>The provider refused the request as such; repeating it is of no use.</summary>
    BadRequest,

    /// <summary>The provider answered something that is not its protocol, or broke off.</summary>
    BadResponse,

    /// <summary>The caller cancelled.</summary>
    Cancelled,

    /// <summary>The service is switched off by configuration.</summary>
    Disabled,

    /// <summary>A defect in this program.</summary>
    Internal,
}
