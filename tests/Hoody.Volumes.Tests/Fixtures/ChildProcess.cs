using Hoody.Testing;

namespace Hoody.Volumes.Tests.Fixtures;

/// <summary>Starts this assembly's own program with other rights, or with system calls that fail.</summary>
internal static class ChildProcess
{
    private const string NobodyId = "65534";

    public static bool CanBecomeNobody => Environment.IsPrivilegedProcess && Tool.Exists("setpriv");

    public static bool CanInject => OperatingSystem.IsLinux() && Tool.Exists("strace");

    public static string[] CopyAsNobody(string source, string target, string unreadable) =>
        RunAsNobody("copy", source, target, unreadable);

    /// <summary>Runs the program with these arguments; gives the lines that it prints.</summary>
    public static string[] RunAsNobody(params string[] arguments) =>
        Run(["setpriv", "--reuid", NobodyId, "--regid", NobodyId, "--clear-groups"], arguments);

    /// <summary>The injection as strace takes it: <c>openat2:error=ENOSYS</c>.</summary>
    public static string[] CopyWithFault(string injection, string source, string target, params string[] straceOptions) => Run(
        ["strace", "-f", "-qq", "-o", "/dev/null", "-e", $"trace={injection.Split(':')[0]}", "-e", $"inject={injection}", .. straceOptions],
        ["copy", source, target, "fail"]);

    private static string[] Run(string[] launcher, string[] arguments)
    {
        ToolResult result = Tool.Run(launcher[0], [.. launcher[1..], "dotnet", "exec", typeof(Program).Assembly.Location, .. arguments]);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
