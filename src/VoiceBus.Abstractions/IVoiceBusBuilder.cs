using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace VoiceBus;

/// <summary>
/// What <c>AddVoiceBus</c> returns: packages add what they bring by extension methods on it (<c>AddRabbitMq</c>,
/// <c>AddStorage</c>, …). Used by one thread, while services are registered.
/// </summary>
public interface IVoiceBusBuilder
{
    /// <summary>Where services are registered.</summary>
    IServiceCollection Services { get; }

    /// <summary>The whole configuration of this start: files, environment (<c>VOICEBUS_*</c> included) and command line.</summary>
    IConfiguration Configuration { get; }
}
