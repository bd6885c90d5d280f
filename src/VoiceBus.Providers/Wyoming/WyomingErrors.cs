using System.Net.Sockets;
using VoiceBus.Providers.Connections;

namespace VoiceBus.Providers.Wyoming;

/// <summary>What a Wyoming service says when it fails.</summary>
internal sealed class WyomingErrors(VendorContext context) : ProviderErrors(context)
{
    /// <summary>Nobody listens there.</summary>
    public ProviderException Unreachable(string host, int port, Exception cause) => cause is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain }
        ? Fail(FailureKind.Unavailable, true, $"cannot be reached: there is no host '{host}'", inner: cause)
        : Fail(FailureKind.Unavailable, true, $"cannot be reached at {host}:{port}: check the url and that the service runs", cause.Message, inner: cause);

    /// <summary>An <c>error</c> event: the code is the name of an exception of the service, such as <c>ValueError</c>.</summary>
    public ProviderException Said(WyomingData error) => Fail(
        FailureKind.Unavailable, true, $"failed{(IsWord(error.Code) ? $" ({error.Code})" : "")}: see the service's log, and check voice and model", error.Text);

    /// <summary>The connection ended and something was owed.</summary>
    public ProviderException Ended(string owed) => Fail(FailureKind.BadResponse, true, $"closed the connection before {owed}: see the service's log");

    private static bool IsWord(string? code) => code is { Length: > 0 and <= 64 } && code.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');
}
