using System.Net.WebSockets;
using VoiceBus.Core.Sessions;

namespace VoiceBus.Gateway.Transport;

/// <summary>
/// The codes of close frames (RFC 6455, 7.4, and the registry of IANA): clients come back by themselves on some and not on
/// others. A frame that is none is answered with 1002 by the framework. Pure.
/// </summary>
internal static class CloseCodes
{
    private const int ServiceRestart = 1012;

    /// <summary>The code that says why the server ends a connection.</summary>
    public static WebSocketCloseStatus Of(CloseCause cause) => cause switch
    {
        CloseCause.Restart => (WebSocketCloseStatus)ServiceRestart,
        CloseCause.Refused => WebSocketCloseStatus.PolicyViolation,
        CloseCause.Fault => WebSocketCloseStatus.InternalServerError,
        _ => WebSocketCloseStatus.NormalClosure,
    };

    /// <summary>The code that answers a close frame: the same, but what no frame may carry counts as a normal end.</summary>
    public static WebSocketCloseStatus InKind(WebSocketCloseStatus? received) =>
        received is { } code && !IsReserved((int)code) ? code : WebSocketCloseStatus.NormalClosure;

    /// <summary>Whether a code only stands for something in programs (no code, no frame, no TLS) and is in no frame; some clients send it.</summary>
    public static bool IsReserved(int code) => code is 1005 or 1006 or 1015;
}
