using Microsoft.Extensions.AI;

namespace VoiceBus.Core.Services;

/// <summary>The chat clients that are asked when a dialogue holds a picture.</summary>
/// <param name="Models">In order.</param>
public sealed record VisionModels(Failover<IChatClient> Models);
