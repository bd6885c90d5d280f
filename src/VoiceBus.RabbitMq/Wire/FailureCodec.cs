using System.Buffers;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;

namespace VoiceBus.RabbitMq.Wire;

/// <summary>A failure on the wire: kind, text, and of a provider's failure its name and whether to try again and when.</summary>
internal static class FailureCodec
{
    /// <summary>Writes a failure.</summary>
    public static void Write(IBufferWriter<byte> target, CallFailedException failure)
    {
        var provider = failure as ProviderException;
        WireWriter.Text(target, failure.Kind.ToString());
        WireWriter.Text(target, failure.Message);
        WireWriter.Text(target, provider?.Provider);
        WireWriter.Byte(target, provider is { Retryable: true } ? (byte)1 : (byte)0);
        WireWriter.Int64(target, provider?.RetryAfter?.Ticks ?? -1);
    }

    /// <summary>Reads a failure; a kind this version does not know is a defect of somebody else: Internal.</summary>
    public static CallFailedException Read(ServiceType service, ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        var kind = Enum.TryParse<FailureKind>(reader.Text(), out var known) ? known : FailureKind.Internal;
        var message = reader.RequiredText();
        var provider = reader.Text();
        var retryable = reader.Byte() == 1;
        var retryAfter = reader.Int64();
        return provider is null
            ? new CallFailedException(service, kind, message)
            : new ProviderException(
                service, provider, kind, retryable, message, retryAfter < 0 ? null : TimeSpan.FromTicks(retryAfter));
    }
}
