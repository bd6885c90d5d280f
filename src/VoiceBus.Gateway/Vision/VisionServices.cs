namespace VoiceBus.Gateway.Vision;

/// <summary>Puts the room of vision together.</summary>
public static class VisionServices
{
    /// <summary>Adds everything the route and the devices' grants need, but for the model.</summary>
    public static IServiceCollection AddVision(this IServiceCollection services, VisionOptions options) => services
        .AddSingleton(options)
        .AddSingleton<VisionTokens>()
        .AddSingleton<VisionGrants>()
        .AddSingleton<VisionAccess>()
        .AddSingleton<ImageUploadLimiter>()
        .AddSingleton<VisionService>();
}
