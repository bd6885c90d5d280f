namespace VoiceBus.Device.Tests.Scripted;

/// <summary>The one deadline of all network tests: generous, never the thing that is measured.</summary>
internal static class Limit
{
    public static CancellationToken Token() => new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;
}
