using Hoody.Benchmarks.Measuring;

namespace Hoody.Benchmarks.Scenarios;

/// <summary>The official program against this one: processes of their own, each reading the file in its own way (64 KiB and 256 KiB at a time) on one thread.</summary>
internal static class B3SumComparison
{
    private const long FileLengthBytes = 4L << 30;
    private const int MaxRounds = 7;

    public static void Measure(ScenarioOptions options, Report report)
    {
        DirectoryInfo directory = Directory.CreateDirectory(Path.Combine(options.ScratchDirectory, $"hoody-b3sum-{Environment.ProcessId}"));
        try
        {
            string path = Path.Combine(directory.FullName, "file");
            string empty = Path.Combine(directory.FullName, "empty");
            string machineCode = ChildPrograms.Publish("benchmarks/Hoody.FileDigest", directory);
            WriteFile(path);
            File.WriteAllBytes(empty, []);
            Compare(Math.Min(options.Rounds, MaxRounds), path, empty, machineCode, report);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static void Compare(int rounds, string path, string empty, string machineCode, Report report)
    {
        string[] official = ["b3sum", "--no-mmap", "--num-threads", "1", "--no-names"];
        string[] ours = [.. ChildPrograms.Self(), ChildPrograms.HashFile];
        (string Name, Func<Times> Run)[] subjects =
        [
            (string.Join(' ', official), () => Time(official, path)),
            ("ours in machine code, a fresh process", () => Time([machineCode], path)),
            ("of that, the start: an empty file", () => Time([machineCode], empty)),
            ("ours compiled as it runs, a fresh process", () => Time(ours, path)),
            ("of that, the start: an empty file", () => Time(ours, empty)),
            ("ours, in a process that has hashed the file before", () => ParseTimes(ChildPrograms.Run([.. ours, path, "2"]))),
        ];
        List<Times>[] times = [.. subjects.Select(_ => new List<Times>())];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < subjects.Length; i++)
            {
                times[i].Add(subjects[i].Run());
            }
        }

        if (times[0][0].Digest != times[1][0].Digest || times[0][0].Digest != times[3][0].Digest)
        {
            throw new InvalidOperationException(
                $"b3sum says {times[0][0].Digest}, we say {times[1][0].Digest} in machine code and {times[3][0].Digest} otherwise.");
        }

        Table table = report.Add(new Table(
            "The official program",
            $"Seconds for a file of {Figures.Length(FileLengthBytes)} in the page cache, {B3SumVersion()}; medians of {rounds} runs in turn; all digests are equal.",
            "process", "user", "system", "wall", "b3sum's user time ÷ this"));
        double reference = Median(times[0], one => one.User);
        for (int i = 0; i < subjects.Length; i++)
        {
            AddRow(table, subjects[i].Name, times[i], times[i][0].Digest == times[0][0].Digest ? reference : null);
        }
    }

    private static void AddRow(Table table, string name, List<Times> times, double? reference)
    {
        double user = Median(times, one => one.User);
        table.Add(
            name, $"{user:F3}", $"{Median(times, one => one.System):F3}", $"{Median(times, one => one.Wall):F3}",
            reference is null ? "" : Figures.Short(reference.Value / user));
    }

    private static double Median(List<Times> times, Func<Times, double> part) => Figures.Median([.. times.Select(part)]);

    private static string B3SumVersion() => ChildPrograms.Run(["b3sum", "--version"]).Output.Trim();

    /// <summary>The shell's own stopwatch: the times of a child, in milliseconds, with no program to install.</summary>
    private static Times Time(string[] command, string path)
    {
        const string Script = "TIMEFORMAT='%U %S %R'; time \"$@\"";
        return ParseTimes(ChildPrograms.Run(["bash", "-c", Script, "bash", .. command, path], ("LC_ALL", "C")));
    }

    private static Times ParseTimes((string Output, string Errors) run)
    {
        string[] parts = run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Split(' ');
        return new Times(run.Output.Trim(), double.Parse(parts[0], null), double.Parse(parts[1], null), double.Parse(parts[2], null));
    }

    private static void WriteFile(string path)
    {
        byte[] block = SyntheticInput.Random(64 << 20);
        using FileStream file = File.Create(path);
        for (long written = 0; written < FileLengthBytes; written += block.Length)
        {
            file.Write(block);
        }
    }

    private sealed record Times(string Digest, double User, double System, double Wall);
}
