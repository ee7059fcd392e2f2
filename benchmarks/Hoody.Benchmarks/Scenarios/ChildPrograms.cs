using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Hoody.Hashing;

namespace Hoody.Benchmarks.Scenarios;

/// <summary>What this program does when a scenario runs it again, as a process of its own.</summary>
internal static class ChildPrograms
{
    /// <summary>Measures what depends on the vector width; prints <c>NAME=SPEED</c> lines.</summary>
    public const string Widths = "child-widths";

    /// <summary>Prints the digest of a file, read in the way of <c>b3sum --no-mmap</c>: 64 KiB at a time into one buffer.</summary>
    public const string HashFile = "child-hash-file";

    private const int ReadLengthBytes = 64 << 10;

    public static bool TryRun(string name, ReadOnlySpan<string> arguments)
    {
        switch (name)
        {
            case Widths:
                WidthFigures.Print(int.Parse(arguments[0], CultureInfo.InvariantCulture));
                return true;
            case HashFile:
                Console.WriteLine(Digest(arguments[0]));
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

    private static Blake3Digest Digest(string path)
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path);
        using Blake3Hasher hasher = new();
        byte[] buffer = new byte[ReadLengthBytes];
        long offset = 0;
        for (int read; (read = RandomAccess.Read(file, buffer, offset)) > 0; offset += read)
        {
            hasher.Append(buffer.AsSpan(0, read));
        }

        return hasher.Finish();
    }
}
