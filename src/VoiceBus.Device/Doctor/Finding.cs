namespace VoiceBus.Device.Doctor;

/// <summary>How grave a finding is.</summary>
internal enum FindingLevel
{
    Good,
    Warning,
    Bad,
}

/// <summary>What one check found.</summary>
/// <param name="Level">How grave it is.</param>
/// <param name="Check">What was looked at, one word.</param>
/// <param name="Detail">What was seen.</param>
/// <param name="Fix">What to do about it, or null when nothing is wrong.</param>
internal sealed record Finding(FindingLevel Level, string Check, string Detail, string? Fix = null)
{
    public static Finding Good(string check, string detail) => new(FindingLevel.Good, check, detail);

    public static Finding Warn(string check, string detail, string fix) => new(FindingLevel.Warning, check, detail, fix);

    public static Finding Bad(string check, string detail, string fix) => new(FindingLevel.Bad, check, detail, fix);
}
