namespace VoiceBus.Device;

/// <summary>What the process tells its shell.</summary>
internal static class ExitCodes
{
    public const int Good = 0;
    public const int Failed = 1;
    public const int Usage = 2;
}
