using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Hoody.Benchmarks.Measuring;
using Hoody.Hashing;

namespace Hoody.Benchmarks.Scenarios;

/// <summary>What this program does when a scenario runs it again, as a process of its own.</summary>
internal static class ChildPrograms
{
    /// <summary>Measures what depends on the vector width; prints <c>NAME=SPEED</c> lines.</summary>
    public const string Widths = "child-widths";

    /// <summary>Prints the digest of a file, read as every user of the library reads one: as a stream.</summary>
    /// <remarks>With a count of passes behind the file, prints also the user, system and wall seconds of the last one.</remarks>
    public const string HashFile = "child-hash-file";

    /// <summary>Opens a store: see <see cref="IndexScenario.PrintOpeningAsync"/>.</summary>
    public const string OpenStore = "child-open-store";

    /// <summary>Plans a collection of a store: see <see cref="CollectionScenario.PrintPlanAsync"/>.</summary>
    public const string PlanCollection = "child-plan-collection";

    /// <summary>Works on a store with many refs: see <see cref="RefsScenario.PrintWorkAsync"/>.</summary>
    public const string WorkWithRefs = "child-work-with-refs";

    /// <summary>Plays one side of a transfer: see <see cref="Transferring.TransferSide.PlayAsync"/>.</summary>
    public const string TransferSide = "child-transfer-side";

    /// <summary>Imports a directory: see <see cref="VolumesScenario.PrintImportAsync"/>.</summary>
    public const string ImportDirectory = "child-import-directory";

    public static bool TryRun(string name, ReadOnlySpan<string> arguments)
    {
        switch (name)
        {
            case Widths:
                WidthFigures.Print(int.Parse(arguments[0], CultureInfo.InvariantCulture));
                return true;
            case HashFile:
                PrintDigest(arguments[0], arguments.Length == 1 ? 1 : int.Parse(arguments[1], CultureInfo.InvariantCulture));
                return true;
            case OpenStore:
                IndexScenario.PrintOpeningAsync(arguments[0]).GetAwaiter().GetResult();
                return true;
            case PlanCollection:
                CollectionScenario.PrintPlanAsync(arguments[0], bool.Parse(arguments[1])).GetAwaiter().GetResult();
                return true;
            case WorkWithRefs:
                RefsScenario.PrintWorkAsync(arguments[0]).GetAwaiter().GetResult();
                return true;
            case TransferSide:
                Transferring.TransferSide.PlayAsync([.. arguments]).GetAwaiter().GetResult();
                return true;
            case ImportDirectory:
                VolumesScenario.PrintImportAsync(arguments[0], arguments[1], arguments[2]).GetAwaiter().GetResult();
                return true;
            default:
                return false;
        }
    }

    /// <summary>The program and its first arguments that run this very program again.</summary>
    public static string[] Self()
    {
        string path = Environment.ProcessPath ?? throw new InvalidOperationException("The runtime does not know its own program.");
        return Path.GetFileNameWithoutExtension(path) == "dotnet"
            ? [path, Assembly.GetExecutingAssembly().Location, "scenario"]
            : [path, "scenario"];
    }

    /// <summary>Runs a program to its end and gives what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static (string Output, string Errors) Run(string[] command, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string variable, string value) in environment)
        {
            start.Environment[variable] = value;
        }

        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"'{command[0]}' did not start.");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? (output, errors.Result)
            : throw new InvalidOperationException($"'{string.Join(' ', command)}' ended with {process.ExitCode}: {errors.Result}");
    }

    /// <summary>Compiles a project of this checkout to machine code, into a folder of its own, and gives the program's path.</summary>
    public static string Publish(string project, DirectoryInfo directory)
    {
        string name = Path.GetFileName(project);
        string output = Path.Combine(directory.FullName, name);
        Run(["dotnet", "publish", Checkout.PathOf(project), "-c", "Release", "-o", output, "--disable-build-servers"]);
        return Path.Combine(output, name);
    }

    private static void PrintDigest(string path, int passes)
    {
        Blake3Digest digest = default;
        Environment.ProcessCpuUsage before = default;
        long start = 0;
        for (int pass = 0; pass < passes; pass++)
        {
            before = Environment.CpuUsage;
            start = Stopwatch.GetTimestamp();
            digest = Digest(path);
        }

        Environment.ProcessCpuUsage after = Environment.CpuUsage;
        Console.WriteLine(digest);
        if (passes > 1)
        {
            double user = (after.UserTime - before.UserTime).TotalSeconds;
            double system = (after.PrivilegedTime - before.PrivilegedTime).TotalSeconds;
            Console.Error.WriteLine($"{user:F3} {system:F3} {Stopwatch.GetElapsedTime(start).TotalSeconds:F3}");
        }
    }

    private static Blake3Digest Digest(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        return Blake3Hasher.Hash(file);
    }
}
