namespace Hoody.Testing;

/// <summary>A tmpfs of a given size, to run out of space on. Needs root and <c>mount</c>; ask <see cref="IsSupported"/> first.</summary>
public sealed class SmallFileSystem : IDisposable
{
    private readonly TempDirectory _mountPoint = new();

    /// <summary>Mounts a tmpfs of <paramref name="lengthBytes"/> bytes.</summary>
    public SmallFileSystem(long lengthBytes) =>
        Run("mount", "-t", "tmpfs", "-o", $"size={lengthBytes}", "tmpfs", _mountPoint.Path);

    /// <summary>Whether this process may mount: why not is what a skipped test prints.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Tool.Exists("mount");

    public string Path => _mountPoint.Path;

    public void Dispose()
    {
        // Lazy: a descriptor that a failed test left open must not keep the mount in the way of the next test.
        Run("umount", "-l", _mountPoint.Path);
        _mountPoint.Dispose();
    }

    private static void Run(string program, params string[] arguments)
    {
        ToolResult result = Tool.Run(program, arguments);
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {result.ExitCode}: {result.Error}");
        }
    }
}
