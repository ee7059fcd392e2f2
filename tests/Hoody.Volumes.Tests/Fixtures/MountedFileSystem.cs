using Hoody.Testing;

namespace Hoody.Volumes.Tests.Fixtures;

/// <summary>An empty file system of a kind, mounted: on a loop device over memory, or over memory alone. Needs root and the kind's programs.</summary>
internal sealed class MountedFileSystem : IDisposable
{
    /// <summary>The kinds that keep whatever a tree can say.</summary>
    public static readonly string[] Whole = ["ext4", "xfs", "btrfs", "tmpfs", "overlay"];

    // The smallest that today's mkfs.xfs makes.
    private const long LengthBytes = 320L << 20;

    private const int UnmountAttempts = 1_000;

    private static readonly Dictionary<string, (string Program, string[] Arguments)> _makers = new()
    {
        ["ext4"] = ("mkfs.ext4", ["-q", "-b", "4096"]),
        ["ext4 of small inodes"] = ("mkfs.ext4", ["-q", "-b", "4096", "-I", "128"]),
        ["xfs"] = ("mkfs.xfs", ["-q", "-m", "reflink=1"]),
        ["btrfs"] = ("mkfs.btrfs", ["-q"]),
        ["exfat"] = ("mkfs.exfat", []),
    };

    private readonly SmallFileSystem _memory = new(LengthBytes + (16 << 20));
    private readonly string _kind;
    private readonly string? _device;

    public MountedFileSystem(string kind)
    {
        _kind = kind;
        Path = Directory.CreateDirectory(System.IO.Path.Join(_memory.Path, "mounted")).FullName;
        switch (kind)
        {
            case "tmpfs":
                Run("mount", "-t", "tmpfs", "tmpfs", Path);
                break;
            case "overlay":
                string[] layers = [.. new[] { "lower", "upper", "work" }.Select(name => Directory.CreateDirectory(System.IO.Path.Join(_memory.Path, name)).FullName)];
                Run("mount", "-t", "overlay", "-o", $"lowerdir={layers[0]},upperdir={layers[1]},workdir={layers[2]}", "overlay", Path);
                break;
            default:
                _device = MakeDevice(_makers[kind]);
                MountDevice(_device);
                break;
        }
    }

    public string Path { get; }

    public static bool IsSupported(string kind) => SmallFileSystem.IsSupported && IsKnown(kind)
        && (!_makers.TryGetValue(kind, out (string Program, string[] Arguments) maker) || (Tool.Exists(maker.Program) && File.Exists("/dev/loop-control")));

    public void Dispose()
    {
        Run("umount", "-l", Path);
        if (_device is not null)
        {
            Run("losetup", "--detach", _device);
        }

        _memory.Dispose();
    }

    /// <summary>Mounts it anew for reading only; false while something is open for writing.</summary>
    public bool TryMakeReadOnly() => Tool.Run("mount", "-o", "remount,ro", Path).ExitCode == 0;

    public void MakeWritable() => Run("mount", "-o", "remount,rw", Path);

    /// <summary>Changes the one byte of the device that begins with <paramref name="content"/>, while it is not mounted.</summary>
    public void Damage(byte[] content)
    {
        Unmount();
        DamageUnderMemory(content);
        MountDevice(_device ?? throw new InvalidOperationException("It has no device."));
    }

    /// <summary>The same while it is mounted: seen by whoever reads from the device, and not in what is in memory of the file.</summary>
    public void DamageUnderMemory(byte[] content)
    {
        using FileStream image = new(System.IO.Path.Join(_memory.Path, "image"), FileMode.Open);
        image.Position = Find(image, content);
        image.WriteByte((byte)~content[0]);
    }

    // Busy for a moment when another test starts a program: what was open here is open there too, until it executes.
    private void Unmount()
    {
        for (int attempt = 1; attempt < UnmountAttempts; attempt++)
        {
            if (Tool.Run("umount", Path).ExitCode == 0)
            {
                return;
            }
        }

        Run("umount", Path);
    }

    private static bool IsKnown(string kind) => kind == "exfat"
        ? Tool.Exists("mount.exfat-fuse")
        : File.ReadAllText("/proc/filesystems").Split('\t', '\n').Contains(kind.Split(' ')[0]);

    private string MakeDevice((string Program, string[] Arguments) maker)
    {
        string image = System.IO.Path.Join(_memory.Path, "image");
        using (FileStream content = File.Create(image))
        {
            content.SetLength(LengthBytes);
        }

        Run(maker.Program, [.. maker.Arguments, image]);
        return Run("losetup", "--find", "--show", image).Trim();
    }

    private void MountDevice(string device)
    {
        if (_kind == "exfat")
        {
            Run("mount.exfat-fuse", device, Path);
        }
        else
        {
            Run("mount", "-t", _kind.Split(' ')[0], device, Path);
        }
    }

    // It stands at the beginning of a sector.
    private static long Find(FileStream image, byte[] content)
    {
        byte[] sector = new byte[4096];
        for (long offset = 0; image.ReadAtLeast(sector, sector.Length, throwOnEndOfStream: false) == sector.Length; offset += sector.Length)
        {
            if (sector.AsSpan().StartsWith(content))
            {
                return offset;
            }
        }

        throw new InvalidOperationException("The content is not on the device.");
    }

    private static string Run(string program, params string[] arguments)
    {
        ToolResult result = Tool.Run(program, arguments);
        return result.ExitCode == 0
            ? result.Output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {result.ExitCode}: {result.Error}");
    }
}
