using Hoody.Testing;

namespace Hoody.Volumes.Tests.Hostile;

/// <summary>Where hostile trees are exported to: an empty <c>target</c>, and an <c>occupied</c> in which links to the canary bear the names that the trees use.</summary>
/// <remarks>Each is a tmpfs of 8 MiB and 5,000 inodes, so that a bomb finds an end. Needs the right to mount.</remarks>
internal sealed class HostilePlaces : IDisposable
{
    private static readonly string[] _names = ["a", "b", "d", "file", "link", "special", "sub", "sub2", "z", "000", "0"];

    private readonly string[] _paths;

    public HostilePlaces(string directory)
    {
        _paths = [.. new[] { "target", "occupied" }.Select(name => Directory.CreateDirectory(Path.Combine(directory, name)).FullName)];
        foreach (string path in _paths)
        {
            Run("mount", "-t", "tmpfs", "-o", "size=8m,nr_inodes=5000,mode=755", "tmpfs", path);
        }

        foreach (string name in _names)
        {
            File.CreateSymbolicLink(Path.Combine(_paths[^1], name), name is "file" or "sub" ? $"../canary/{name}" : "../canary");
        }
    }

    public void Dispose() => Array.ForEach(_paths, path => Run("umount", "-l", path));

    private static void Run(string program, params string[] arguments) => Assert.Equal(0, Tool.Run(program, arguments).ExitCode);
}
