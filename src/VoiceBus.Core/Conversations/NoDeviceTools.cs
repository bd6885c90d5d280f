using System.Text.Json;
using Microsoft.Extensions.AI;

namespace VoiceBus.Core.Conversations;

/// <summary>Devices that are never asked what they can do.</summary>
internal sealed class NoDeviceTools : IDeviceToolsFactory, IDeviceTools
{
    private const string NobodyAsked = "a message nobody asked for";

    public static NoDeviceTools Instance { get; } = new();

    public IDeviceTools Open(string sessionId, string deviceId, IDevice device) => this;

    public ValueTask<IReadOnlyList<AIFunction>> ListAsync(CancellationToken cancellationToken) => new([]);

    public string? Receive(JsonElement message) => NobodyAsked;

    public string? ReceiveThings(JsonElement message) => NobodyAsked;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
