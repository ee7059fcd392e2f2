using Hoody.Testing;

namespace Hoody.Volumes.Tests.Fixtures;

/// <summary>Starts this assembly's own program with other rights, or with system calls that fail.</summary>
internal static class ChildProcess
{
    private const string NobodyId = "65534";

    private static readonly string[] s_asNobody = ["setpriv", "--reuid", NobodyId, "--regid", NobodyId, "--clear-groups"];

    public static bool CanBecomeNobody => Environment.IsPrivilegedProcess && Tool.Exists("setpriv");

    public static bool CanInject => OperatingSystem.IsLinux() && Tool.Exists("strace");

    public static string[] CopyAsNobody(string source, string target, string unreadable) => Run(s_asNobody, "copy", source, target, unreadable);

    public static string[] DiffAsNobody(string directory, string unreadable) => Run(s_asNobody, "diff", directory, unreadable);

    /// <summary>The injection as strace takes it: <c>openat2:error=ENOSYS</c>.</summary>
    public static string[] CopyWithFault(string injection, string source, string target, params string[] straceOptions) => Run(
        ["strace", "-f", "-qq", "-o", "/dev/null", "-e", $"trace={injection.Split(':')[0]}", "-e", $"inject={injection}", .. straceOptions],
        "copy", source, target, "fail");

    private static string[] Run(string[] launcher, params string[] command)
    {
        string[] arguments = [.. launcher[1..], "dotnet", "exec", typeof(Program).Assembly.Location, .. command];
        ToolResult result = Tool.Run(launcher[0], arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
