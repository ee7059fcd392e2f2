using System.Diagnostics;
using System.Text;
using Hoody.Testing;

namespace Hoody.Volumes.Tests.Fixtures;

/// <summary>The machine's own tools, which make and list what .NET cannot name.</summary>
internal static class Shell
{
    /// <summary>Runs a bash script in a directory; it must succeed.</summary>
    public static string Run(string directory, string script)
    {
        ToolResult result = Tool.Run("bash", "-c", "set -eu; cd \"$1\"\n" + script, "bash", directory);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }

    /// <summary>The same for output that need not be UTF-8: one character a byte.</summary>
    public static string RunForBytes(string directory, string script)
    {
        ProcessStartInfo start = new("bash", ["-c", "set -eu; cd \"$1\"\n" + script, "bash", directory])
        {
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.Latin1,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("bash did not start");
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
