using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;
using VoiceBus.RabbitMq.Wire;

namespace VoiceBus.RabbitMq.Codecs;

/// <summary>Thinking: messages, tools and updates as the JSON of Microsoft.Extensions.AI.</summary>
internal sealed class LlmCodec : ContractCodec<ChatRequest, NoInput, ChatResponseUpdate>
{
    public override void WriteRequest(PooledBuffer target, ChatRequest request)
    {
        WireWriter.Json(target, request.Messages, AIJsonUtilities.DefaultOptions);
        WireWriter.Int32(target, request.Tools.Count);
        foreach (var tool in request.Tools)
        {
            WireWriter.Text(target, tool.Name);
            WireWriter.Text(target, tool.Description);
            WireWriter.Json(target, tool.JsonSchema, AIJsonUtilities.DefaultOptions);
        }

        WireWriter.Text(target, request.Provider);
    }

    public override ChatRequest ReadRequest(ref WireReader reader)
    {
        var messages = reader.Json<IReadOnlyList<ChatMessage>>(AIJsonUtilities.DefaultOptions);
        var tools = new List<AIFunctionDeclaration>();
        for (var left = reader.Int32(); left > 0; left--)
        {
            var (name, description) = (reader.RequiredText(), reader.Text());
            tools.Add(AIFunctionFactory.CreateDeclaration(
                name, description, reader.Json<System.Text.Json.JsonElement>(AIJsonUtilities.DefaultOptions)));
        }
        return new ChatRequest(messages, tools) { Provider = reader.Rest.IsEmpty ? null : reader.Text() }; // Nodes of before do not say.
    }

    public override void WriteReply(PooledBuffer target, ChatResponseUpdate reply) =>
        WireWriter.Json(target, reply, AIJsonUtilities.DefaultOptions);

    public override ChatResponseUpdate ReadReply(ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        return reader.Json<ChatResponseUpdate>(AIJsonUtilities.DefaultOptions);
    }

    public override CallReplayState<ChatRequest, ChatResponseUpdate> Remember(ChatRequest request) => new ChatReplayState(request);
}
