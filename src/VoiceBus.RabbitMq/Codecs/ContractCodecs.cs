using VoiceBus.Core.Bus;

namespace VoiceBus.RabbitMq.Codecs;

/// <summary>The codecs of the four contracts.</summary>
internal static class ContractCodecs
{
    private static readonly AsrCodec _asr = new();
    private static readonly LlmCodec _llm = new();
    private static readonly TtsCodec _tts = new();
    private static readonly McpCodec _mcp = new();

    /// <summary>The codec of a contract.</summary>
    /// <exception cref="NotSupportedException">The contract is none of the four.</exception>
    public static ContractCodec<TRequest, TInput, TReply> Of<TRequest, TInput, TReply>(ServiceContract<TRequest, TInput, TReply> contract)
        where TRequest : notnull
    {
        object codec = contract.Type switch
        {
            ServiceType.Asr => _asr,
            ServiceType.Llm => _llm,
            ServiceType.Tts => _tts,
            _ => _mcp,
        };
        return codec as ContractCodec<TRequest, TInput, TReply>
            ?? throw new NotSupportedException($"This {contract.Type.ToName()} contract cannot travel over a broker.");
    }
}
