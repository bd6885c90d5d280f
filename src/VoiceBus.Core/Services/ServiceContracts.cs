using Microsoft.Extensions.AI;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;

namespace VoiceBus.Core.Services;

/// <summary>The four contracts spoken over the bus.</summary>
public static class ServiceContracts
{
    /// <summary>An utterance's audio in, coded as the request says, transcripts out.</summary>
    public static ServiceContract<RecognitionRequest, AudioPacket, Transcript> Asr { get; } =
        new(ServiceType.Asr, ReleaseInput: static packet => packet.Dispose());

    /// <summary>A dialogue in, the model's updates out.</summary>
    public static ServiceContract<ChatRequest, NoInput, ChatResponseUpdate> Llm { get; } = new(ServiceType.Llm);

    /// <summary>A sentence in, speech out, coded as the request says: packets of one frame each.</summary>
    public static ServiceContract<SynthesisRequest, NoInput, AudioPacket> Tts { get; } =
        new(ServiceType.Tts, ReleaseReply: static packet => packet.Dispose());

    /// <summary>A tool call in, one result out.</summary>
    public static ServiceContract<ToolRequest, NoInput, ToolResult> Mcp { get; } = new(ServiceType.Mcp);
}
