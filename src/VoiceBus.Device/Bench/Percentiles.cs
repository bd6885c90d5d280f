namespace VoiceBus.Device.Bench;

/// <summary>How measurements are printed.</summary>
internal static class Percentiles
{
    /// <summary>One row: median, 95th percentile, longest and how many there were.</summary>
    public static string Row(string name, IReadOnlyCollection<double> values, string what)
    {
        if (values.Count == 0)
            return $"{name,-12} nothing measured";
        var sorted = values.Order().ToArray();
        return $"{name,-12} median {At(sorted, 0.5),5:0}   p95 {At(sorted, 0.95),5:0}   max {sorted[^1],5:0}   ({sorted.Length} {what})";
    }

    private static double At(double[] sorted, double share) => sorted[(int)Math.Min(sorted.Length - 1, share * sorted.Length)];
}
