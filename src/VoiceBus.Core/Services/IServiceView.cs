namespace VoiceBus.Core.Services;

/// <summary>A service whose state can be looked at; thread-safe.</summary>
public interface IServiceView
{
    /// <summary>The state now.</summary>
    ServiceView GetView();
}
