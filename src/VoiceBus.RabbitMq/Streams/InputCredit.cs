namespace VoiceBus.RabbitMq.Streams;

/// <summary>What a handler has read of its input and the gateway has not been told of. Not thread-safe.</summary>
internal sealed class InputCredit
{
    private int _window = 1;
    private int _read;

    /// <summary>Whether it is worth a message.</summary>
    public bool IsDue => _read >= Math.Max(1, _window / 2);

    /// <summary>Begins with as many items under way as the window allows.</summary>
    public void Begin(int window) => _window = window;

    /// <summary>An item was read.</summary>
    /// <returns>Whether it is time to tell.</returns>
    public bool Read()
    {
        _read++;
        return IsDue;
    }

    /// <summary>It is told.</summary>
    public int Take()
    {
        var read = _read;
        _read = 0;
        return read;
    }
}
