using System.Diagnostics;

namespace Hoody.Benchmarks.Measuring;

/// <summary>The system's cache of files.</summary>
internal static class PageCache
{
    private const string DropCaches = "/proc/sys/vm/drop_caches";

    /// <summary>Whether this process may empty it: on Linux, as root.</summary>
    public static bool CanDrop { get; } = OperatingSystem.IsLinux() && Environment.UserName == "root" && File.Exists(DropCaches);

    /// <summary>Writes out what is not on the disk yet, so that later work does not pay for it.</summary>
    public static void Sync()
    {
        using Process sync = Process.Start("sync");
        sync.WaitForExit();
    }

    /// <summary>Empties it: what is read next comes from the disk.</summary>
    public static void Drop()
    {
        Sync();
        File.WriteAllText(DropCaches, "3");
    }
}
