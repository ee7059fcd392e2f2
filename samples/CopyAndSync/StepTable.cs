using System.Globalization;

namespace CopyAndSync;

/// <summary>One line of the sample's table.</summary>
internal sealed record Step(string Name, TimeSpan Elapsed, long Files, long LogicalBytes, long NewBytesStored, long TransferredBytes, bool? IsEqual);

/// <summary>The table the sample ends with.</summary>
internal static class StepTable
{
    public static void Print(IReadOnlyList<Step> steps)
    {
        Console.WriteLine();
        PrintRow("step", "time", "files", "logical", "new stored", "transferred", "check");
        foreach (Step step in steps)
        {
            PrintRow(
                step.Name,
                string.Create(CultureInfo.InvariantCulture, $"{step.Elapsed.TotalMilliseconds:N0} ms"),
                step.Files.ToString("N0", CultureInfo.InvariantCulture),
                Mebibytes(step.LogicalBytes),
                Mebibytes(step.NewBytesStored),
                Mebibytes(step.TransferredBytes),
                step.IsEqual switch { true => "equal", false => "DIFFERENT", null => "" });
        }

        Console.WriteLine();
    }

    private static void PrintRow(string name, string time, string files, string logical, string stored, string transferred, string check) =>
        Console.WriteLine($"{name,-38} {time,9} {files,7} {logical,13} {stored,13} {transferred,13}  {check}".TrimEnd());

    private static string Mebibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:N2} MiB");
}
