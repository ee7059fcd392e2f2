using System.Globalization;

namespace Hoody.Benchmarks.Measuring;

/// <summary>How much of the processors went to other programs since this was made: what a reader must know before believing a figure.</summary>
internal sealed class OtherWork
{
    private readonly (long Busy, long All) _machineAtStart = ReadMachine();
    private readonly long _ownAtStart = ReadOwn();

    /// <summary>Percent of all processor time; null where the system does not tell.</summary>
    public double? Percent()
    {
        (long busy, long all) = ReadMachine();
        long passed = all - _machineAtStart.All;
        long others = busy - _machineAtStart.Busy - (ReadOwn() - _ownAtStart);
        return passed <= 0 ? null : 100.0 * Math.Max(0, others) / passed;
    }

    /// <summary>Ticks of all processors together, from the first line of <c>/proc/stat</c>: user, nice, system, idle, iowait, irq, softirq, steal.</summary>
    internal static (long Busy, long All) ParseMachine(string line)
    {
        long[] ticks = Numbers(line["cpu ".Length..])[..8];
        long all = ticks.Sum();
        return (all - ticks[3] - ticks[4], all);
    }

    /// <summary>Ticks of a process and of its children that have ended: the fields 14 to 17 of <c>/proc/self/stat</c>.</summary>
    internal static long ParseOwn(string stat)
    {
        // The second field, the program's name, is in brackets and may hold anything; the third is a letter.
        return Numbers(stat[(stat.LastIndexOf(')') + 4)..])[10..14].Sum();
    }

    private static (long Busy, long All) ReadMachine()
    {
        const string Path = "/proc/stat";
        return File.Exists(Path) ? ParseMachine(File.ReadLines(Path).First()) : default;
    }

    private static long ReadOwn()
    {
        const string Path = "/proc/self/stat";
        return File.Exists(Path) ? ParseOwn(File.ReadAllText(Path)) : 0;
    }

    private static long[] Numbers(string text) =>
        [.. text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(number => (long)double.Parse(number, CultureInfo.InvariantCulture))];
}
