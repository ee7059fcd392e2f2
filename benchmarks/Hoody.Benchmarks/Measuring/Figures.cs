namespace Hoody.Benchmarks.Measuring;

/// <summary>Numbers as the tables show them.</summary>
internal static class Figures
{
    public static double Median(double[] values)
    {
        Array.Sort(values);
        int middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    /// <summary>Three figures: 0.123, 1.23, 12.3, 123.</summary>
    public static string Short(double value) => value.ToString(value switch { < 1 => "F3", < 10 => "F2", < 100 => "F1", _ => "F0" }, null);

    /// <summary>4 KiB, 1 MiB.</summary>
    public static string Length(long bytes) => bytes switch
    {
        >= 1 << 30 when bytes % (1 << 30) == 0 => $"{bytes >> 30} GiB",
        >= 1 << 20 when bytes % (1 << 20) == 0 => $"{bytes >> 20} MiB",
        >= 1 << 10 when bytes % (1 << 10) == 0 => $"{bytes >> 10} KiB",
        _ => $"{bytes} B",
    };
}
