using VoiceBus.Core.Bus;

namespace VoiceBus.RabbitMq.Wire;

/// <summary>The section that ends a worker's part of a call.</summary>
internal static class EndingSection
{
    /// <summary>Writes it.</summary>
    /// <param name="body">The message.</param>
    /// <param name="ending">Completed, failed or released.</param>
    /// <param name="replies">Replies that left before it, so that the gateway can tell when some were lost.</param>
    /// <param name="failure">Why it failed.</param>
    public static void Write(PooledBuffer body, SectionKind ending, long replies, CallFailedException? failure)
    {
        var start = Sections.Begin(body, ending);
        if (ending == SectionKind.Completed)
            WireWriter.Int32(body, (int)replies);
        if (ending == SectionKind.Failed)
            FailureCodec.Write(body, failure!);
        Sections.End(body, start);
    }
}
