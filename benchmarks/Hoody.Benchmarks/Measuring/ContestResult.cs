namespace Hoody.Benchmarks.Measuring;

/// <summary>Seconds a byte, for each subject and round.</summary>
internal sealed class ContestResult(string[] names, double[,] secondsPerByte)
{
    /// <summary>The median speed in 10⁹ bytes a second.</summary>
    public double Speed(string name) => Median(Rounds(name).Select(seconds => 1e-9 / seconds));

    /// <summary>How many times as fast the one is as the other: the median of the rounds, each a ratio of neighbours in time.</summary>
    public double Ratio(string name, string baseline) =>
        Median(Rounds(baseline).Zip(Rounds(name), (slow, fast) => slow / fast));

    public string SpeedText(string name) => Figures.Short(Speed(name));

    public string RatioText(string name, string baseline) => Figures.Short(Ratio(name, baseline));

    private IEnumerable<double> Rounds(string name)
    {
        int index = Array.IndexOf(names, name);
        return index < 0
            ? throw new ArgumentException($"'{name}' was not measured; {string.Join(", ", names)} were.", nameof(name))
            : Enumerable.Range(0, secondsPerByte.GetLength(1)).Select(round => secondsPerByte[index, round]);
    }

    private static double Median(IEnumerable<double> values) => Figures.Median([.. values]);
}
