namespace VoiceBus.Testing.Vendors.FunAsr;

/// <summary>The servers that go by the name of FunASR.</summary>
public enum FunAsrServer
{
    /// <summary>C++, <c>websocket-server-2pass.cpp</c>, in the project's online images.</summary>
    CppTwoPass,

    /// <summary>C++, <c>websocket-server.cpp</c>, in the project's offline images.</summary>
    CppOffline,

    /// <summary>Python, <c>funasr_wss_server.py</c>, since the end of July 2026.</summary>
    Python,

    /// <summary>Python, February to July 2026.</summary>
    PythonSpring2026,

    /// <summary>Python, before.</summary>
    PythonOld,

    /// <summary><c>funasr/bin/realtime_ws.py</c>, which cuts utterances by itself.</summary>
    Realtime,

    /// <summary>The same with <c>--endpoint-mode client</c>.</summary>
    RealtimeClient,
}

/// <summary>What goes wrong at a stand-in.</summary>
public enum FunAsrTrouble
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It never answers.</summary>
    Hangs,

    /// <summary>It falls silent after the first partial transcript.</summary>
    HangsWithin,

    /// <summary>It drops the connection after the first partial transcript.</summary>
    CutsWithin,

    /// <summary>It answers something that is no JSON.</summary>
    Malformed,

    /// <summary>It reports an error in words.</summary>
    Error,

    /// <summary>It adds members, messages of unknown kinds, and answers of another utterance.</summary>
    Chatty,
}
