using System.Text;

namespace VoiceBus.Providers.ToolServers.Processes;

/// <summary>
/// Reads what a program writes to its error output: tells its lines, cut to a readable length and only so many in a while, so
/// that a program that floods fills neither the memory nor the log. Not thread-safe but for <see cref="Last"/>.
/// </summary>
/// <param name="tell">Takes a line.</param>
/// <param name="time">The clock.</param>
internal sealed class ErrorOutput(Action<string> tell, TimeProvider time)
{
    private const int MaxLine = 500;
    private const int MaxLines = 20;
    private static readonly TimeSpan _while = TimeSpan.FromSeconds(10);

    private readonly byte[] _line = new byte[MaxLine];
    private int _length;
    private long _from = time.GetTimestamp();
    private int _told;
    private long _leftOut;
    private volatile string _last = "";

    /// <summary>The newest line that is not empty.</summary>
    public string Last => _last;

    /// <summary>Reads to the end; never fails.</summary>
    public async Task ReadAsync(Stream output)
    {
        var buffer = new byte[4096];
        try
        {
            while (await output.ReadAsync(buffer) is > 0 and var read)
                Take(buffer.AsSpan(0, read));
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // The program is gone; what it had said is known.
        }

        EndLine();
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        foreach (var letter in bytes)
        {
            if (letter == (byte)'\n')
                EndLine();
            else if (_length < MaxLine)
                _line[_length++] = letter;
        }
    }

    private void EndLine()
    {
        var line = Encoding.UTF8.GetString(_line, 0, _length).Trim();
        _length = 0;
        if (line.Length == 0)
            return;
        _last = line;
        if (time.GetElapsedTime(_from) >= _while)
            BeginWhile();
        if (_told++ < MaxLines)
            tell(line);
        else
            _leftOut++;
    }

    private void BeginWhile()
    {
        if (_leftOut > 0)
            tell($"[{_leftOut} more lines are left out]");
        (_from, _told, _leftOut) = (time.GetTimestamp(), 0, 0);
    }
}
