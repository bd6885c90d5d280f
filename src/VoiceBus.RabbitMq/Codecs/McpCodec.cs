using System.Text.Json;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;
using VoiceBus.RabbitMq.Wire;

namespace VoiceBus.RabbitMq.Codecs;

/// <summary>Tool calls: what a tool did cannot be undone, so that only the question which tools there are is asked again.</summary>
internal sealed class McpCodec : ContractCodec<ToolRequest, NoInput, ToolResult>
{
    public override void WriteRequest(PooledBuffer target, ToolRequest request)
    {
        WireWriter.Text(target, request.Tool);
        WireWriter.Json(target, request.Arguments, JsonSerializerOptions.Web);
    }

    public override ToolRequest ReadRequest(ref WireReader reader) =>
        new(reader.RequiredText(), reader.Json<JsonElement>(JsonSerializerOptions.Web));

    public override void WriteReply(PooledBuffer target, ToolResult reply)
    {
        WireWriter.Text(target, reply.Text);
        WireWriter.Byte(target, reply.IsError ? (byte)1 : (byte)0);
        if (reply.Pictures is [var picture, ..])
        {
            WireWriter.Text(target, picture.MediaType);
            WireWriter.Bytes(target, picture.Data.Span);
        }
    }

    public override ToolResult ReadReply(ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        var result = new ToolResult(reader.RequiredText(), reader.Byte() == 1);
        // Only the first is looked at; a worker of an older version sends none.
        return reader.Rest.IsEmpty ? result : result with { Pictures = [new ToolPicture(reader.RequiredText(), reader.Bytes().ToArray())] };
    }

    public override CallReplayState<ToolRequest, ToolResult> Remember(ToolRequest request) => new ToolReplayState(request);

    private sealed class ToolReplayState(ToolRequest request) : CallReplayState<ToolRequest, ToolResult>(request)
    {
        public override bool MayRepeat => Original.Tool == ToolRequest.List.Tool;
    }
}
