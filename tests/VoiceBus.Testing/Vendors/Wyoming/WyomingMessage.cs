using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace VoiceBus.Testing.Vendors.Wyoming;

/// <summary>An event on the wire, read and written as the protocol's description says.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Data">Its data, those of the line and those after it together.</param>
/// <param name="Payload">Its payload.</param>
public sealed record WyomingMessage(string Type, JsonObject Data, byte[] Payload)
{
    /// <summary>Reads the next one; null at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static async Task<WyomingMessage?> ReadAsync(Stream stream)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one) == 1 && one[0] != '\n')
            line.Add(one[0]);
        if (line.Count == 0)
            return null;
        var header = JsonNode.Parse(line.ToArray())!.AsObject();
        var unknown = header.Select(static member => member.Key).Except(["type", "version", "data", "data_length", "payload_length"]);
        if (unknown.Any())
            throw new InvalidDataException($"a header with {string.Join(", ", unknown)}");
        var data = header["data"]?.DeepClone().AsObject() ?? [];
        if (header["data_length"]?.GetValue<int>() is > 0 and var length)
            foreach (var (name, value) in JsonNode.Parse(await BytesAsync(stream, length))!.AsObject())
                data[name] = value?.DeepClone();
        return new WyomingMessage(header["type"]!.GetValue<string>(), data, await BytesAsync(stream, header["payload_length"]?.GetValue<int>() ?? 0));
    }

    /// <summary>Writes it.</summary>
    /// <param name="inline">Whether its data stand in the line, as old services have it.</param>
    public byte[] ToBytes(bool inline)
    {
        var header = new JsonObject();
        var data = Encoding.UTF8.GetBytes(Data.ToJsonString());
        if (inline)
            header["data"] = Data.DeepClone();
        else if (Data.Count > 0)
            header["data_length"] = data.Length;
        if (Payload.Length > 0)
            header["payload_length"] = Payload.Length;
        header["version"] = "1.8.0";
        // Where it stands among the others means nothing.
        header["type"] = Type;
        return [.. Encoding.UTF8.GetBytes(header.ToJsonString(JsonSerializerOptions.Default) + "\n"), .. inline || Data.Count == 0 ? [] : data, .. Payload];
    }

    private static async Task<byte[]> BytesAsync(Stream stream, int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }
}
