namespace VoiceBus.EndToEnd.Tests.Access;

/// <summary>A test that acts as another user, which only root can.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AsRootFactAttribute : FactAttribute
{
    public AsRootFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
            Skip = "Only root can act as another user.";
    }
}
