using System.Numerics;
using System.Runtime.InteropServices;

namespace VoiceBus.Audio;

/// <summary>
/// Converts a mono stream from one rate to another: a polyphase FIR (Kaiser window, 32 taps per phase, more when the
/// rate goes down). Output sample 0 lies at input sample 0; the last samples come with <see cref="Flush"/>. Not
/// thread-safe; allocates only in its constructor.
/// </summary>
public sealed class Resampler
{
    private const int TapsAtFullBand = 32;
    private const double KaiserBeta = 8.0;
    private const double PassBand = 0.9;
    private const int BlockSamples = 2048;

    private readonly int _up;
    private readonly int _down;
    private readonly int _whole;
    private readonly int _remainder;
    private readonly int _taps;
    private readonly float[] _coefficients;
    private readonly float[] _window;
    private int _filled;
    private int _position;
    private int _phase;
    private long _received;
    private long _produced;

    /// <summary>Designs the filter.</summary>
    /// <param name="from">Rate of the input, Hz.</param>
    /// <param name="to">Rate of the output, Hz.</param>
    public Resampler(int from, int to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, 1);
        var divisor = (int)BigInteger.GreatestCommonDivisor(from, to);
        (From, To, _up, _down) = (from, to, to / divisor, from / divisor);
        (_whole, _remainder) = (_down / _up, _down % _up);
        _taps = TapCount(from, to);
        _coefficients = DesignFilter(_up, _taps, PassBand * Math.Min(1.0, (double)to / from));
        _window = new float[_taps + BlockSamples];
        Reset();
    }

    /// <summary>Rate of the input, Hz.</summary>
    public int From { get; }

    /// <summary>Rate of the output, Hz.</summary>
    public int To { get; }

    /// <summary>Room that <see cref="Process"/> may need for so many input samples, and <see cref="Flush"/> for 0.</summary>
    public int MaxOutput(int inputSamples) => (int)(((long)inputSamples + _taps) * _up / _down) + 2;

    /// <summary>Takes the next input samples and writes the output samples that are complete.</summary>
    /// <returns>Number of samples written, at most <see cref="MaxOutput"/> of the input's length.</returns>
    /// <exception cref="ArgumentException">The output is too small.</exception>
    public int Process(ReadOnlySpan<short> input, Span<short> output)
    {
        RequireRoom(output.Length, MaxOutput(input.Length));
        _received += input.Length;
        if (_up == _down)
            return Copy(input, output);
        var written = 0;
        while (!input.IsEmpty)
        {
            input = input[Fill(input)..];
            written += Drain(output[written..], long.MaxValue);
        }
        return written;
    }

    /// <summary>Writes the tail of the stream, as if silence followed, and starts over for a new stream.</summary>
    /// <returns>Number of samples written; in all, ceil(input * to / from) samples have come out.</returns>
    /// <exception cref="ArgumentException">The output is smaller than <see cref="MaxOutput"/> of 0.</exception>
    public int Flush(Span<short> output)
    {
        RequireRoom(output.Length, MaxOutput(0));
        var written = 0;
        if (_up != _down)
        {
            var silence = _taps;
            Compact();
            _window.AsSpan(_filled, silence).Clear();
            _filled += silence;
            written = Drain(output, ((_received * _up) + _down - 1) / _down);
        }
        Reset();
        return written;
    }

    /// <summary>Forgets the stream; for a new one.</summary>
    public void Reset()
    {
        Array.Clear(_window);
        // Half a filter of silence goes before the stream, so that the filter's centre starts on input sample 0.
        _filled = (_taps / 2) - 1;
        (_position, _phase, _received, _produced) = (0, 0, 0, 0);
    }

    private static int TapCount(int from, int to)
    {
        var taps = (int)Math.Ceiling(TapsAtFullBand * Math.Max(1.0, (double)from / to));
        var lanes = Math.Max(Vector<float>.Count, 2);
        return (taps + lanes - 1) / lanes * lanes;
    }

    private static float[] DesignFilter(int phases, int taps, double cutoff)
    {
        var filter = new float[phases * taps];
        var half = taps / 2.0;
        for (var phase = 0; phase < phases; phase++)
        {
            var row = filter.AsSpan(phase * taps, taps);
            var sum = 0.0;
            for (var tap = 0; tap < taps; tap++)
            {
                var t = tap - (half - 1) - ((double)phase / phases);
                var value = cutoff * Sinc(cutoff * t) * Kaiser(t / half);
                row[tap] = (float)value;
                sum += value;
            }
            foreach (ref var coefficient in row)
                coefficient = (float)(coefficient / sum);
        }
        return filter;
    }

    private static double Sinc(double x) => Math.Abs(x) < 1e-12 ? 1.0 : Math.Sin(Math.PI * x) / (Math.PI * x);

    private static double Kaiser(double x) =>
        Math.Abs(x) >= 1 ? 0.0 : BesselI0(KaiserBeta * Math.Sqrt(1 - (x * x))) / BesselI0(KaiserBeta);

    private static double BesselI0(double x)
    {
        double sum = 1, term = 1;
        for (var k = 1; term > sum * 1e-16; k++)
        {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }
        return sum;
    }

    private static int Copy(ReadOnlySpan<short> input, Span<short> output)
    {
        input.CopyTo(output);
        return input.Length;
    }

    private static void RequireRoom(int room, int needed)
    {
        if (room < needed)
            throw new ArgumentException($"room for {room} samples, {needed} may be needed", nameof(room));
    }

    private int Fill(ReadOnlySpan<short> input)
    {
        Compact();
        var count = Math.Min(input.Length, _window.Length - _filled);
        var target = _window.AsSpan(_filled, count);
        for (var i = 0; i < target.Length; i++)
            target[i] = input[i];
        _filled += count;
        return count;
    }

    private void Compact()
    {
        var skip = Math.Min(_position, _filled);
        _window.AsSpan(skip, _filled - skip).CopyTo(_window);
        _filled -= skip;
        _position -= skip;
    }

    private int Drain(Span<short> output, long until)
    {
        var written = 0;
        while (_position + _taps <= _filled && _produced < until)
        {
            var value = Dot(_coefficients.AsSpan(_phase * _taps, _taps), _window.AsSpan(_position, _taps));
            output[written++] = (short)Math.Clamp(MathF.Round(value), short.MinValue, short.MaxValue);
            _produced++;
            _phase += _remainder;
            _position += _whole;
            if (_phase < _up)
                continue;
            _phase -= _up;
            _position++;
        }
        return written;
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var x = MemoryMarshal.Cast<float, Vector<float>>(a);
        var y = MemoryMarshal.Cast<float, Vector<float>>(b);
        var sum = Vector<float>.Zero;
        for (var i = 0; i < x.Length && i < y.Length; i++)
            sum += x[i] * y[i];
        return Vector.Sum(sum);
    }
}
