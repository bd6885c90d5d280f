using System.Text.Json;
using Microsoft.Extensions.AI;

namespace VoiceBus.Core.Conversations;

/// <summary>
/// What one session's device can do when a model asks for it. Thread-safe. Disposal is the device's leaving: calls still
/// waiting for it fail at once.
/// </summary>
public interface IDeviceTools : IAsyncDisposable
{
    /// <summary>The tools known now. Waits only shortly after the device's hello, while it is still being asked.</summary>
    /// <returns>Functions that answer with text; an answer beginning with "Error" tells the model what was wrong.</returns>
    ValueTask<IReadOnlyList<AIFunction>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Takes an MCP message of the device; never waits.</summary>
    /// <param name="message">A JSON-RPC message.</param>
    /// <returns>What is wrong with it, or null.</returns>
    string? Receive(JsonElement message);

    /// <summary>Takes the descriptors or states of a device with firmware 1.6 or older; never waits.</summary>
    /// <param name="message">The whole <c>iot</c> message.</param>
    /// <returns>What is wrong with it, or null.</returns>
    string? ReceiveThings(JsonElement message);
}

/// <summary>Makes the tools of a session. Thread-safe.</summary>
public interface IDeviceToolsFactory
{
    /// <summary>Begins to ask a device that said hello for its tools; returns at once.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="deviceId">The device.</param>
    /// <param name="device">Where requests are sent.</param>
    IDeviceTools Open(string sessionId, string deviceId, IDevice device);
}
