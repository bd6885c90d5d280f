namespace VoiceBus.AspNetCore;

/// <inheritdoc cref="IVoiceBusBuilder"/>
internal sealed record VoiceBusBuilder(IServiceCollection Services, IConfiguration Configuration) : IVoiceBusBuilder;
