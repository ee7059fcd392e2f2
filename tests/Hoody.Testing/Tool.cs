using System.Diagnostics;

namespace Hoody.Testing;

/// <summary>How a program that a test ran ended, and what it printed.</summary>
public sealed record ToolResult(int ExitCode, string Output, string Error);

/// <summary>Programs of the machine that tests use: found on the path, run to the end.</summary>
public static class Tool
{
    /// <summary>Whether <paramref name="program"/> stands in a directory of <c>PATH</c>.</summary>
    public static bool Exists(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(directory => File.Exists(Path.Combine(directory, program)));

    /// <summary>Runs <paramref name="program"/> without a shell and waits for its end.</summary>
    public static ToolResult Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");

        // Both streams are drained at once: a program that fills one pipe while we wait on the other would never end.
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        return new ToolResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }
}
