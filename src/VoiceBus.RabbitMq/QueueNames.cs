using VoiceBus.Core.Bus;

namespace VoiceBus.RabbitMq;

/// <summary>The names of the queues at the broker.</summary>
internal static class QueueNames
{
    /// <summary>Where the calls of a service wait for a worker, e.g. <c>voicebus.v2.asr</c>.</summary>
    public static string Service(RabbitMqOptions options, ServiceType type) => $"{options.Prefix}.{type.ToName()}";

    /// <summary>One process's own queue in one connection; never the same twice.</summary>
    public static string Private(RabbitMqOptions options, string part, string node, long number) => $"{options.Prefix}.{part}.{node}.{number}";
}
