using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Hoody.Testing;

/// <summary>A real file system on a loop device, whose power can be cut: it forgets all that is not durable, and fails every call until it restarts.</summary>
/// <remarks>Needs root, <c>mount</c> and the file system's <c>mkfs</c>; ask <see cref="IsSupported"/> first.</remarks>
[SupportedOSPlatform("linux")]
public sealed class CrashableFileSystem : IDisposable
{
    // The smallest that today's mkfs.xfs makes.
    private const long LengthBytes = 320L << 20;

    // FS_IOC_SHUTDOWN, which ext4 and xfs know by one number, and its way not to write the journal first.
    private const nuint ShutdownRequest = 0x8004587d;
    private const int WithoutLog = 2;

    private const int AttemptsMax = 100_000;

    // In memory: what the file system thinks durable is all that counts, and a loop device flushes a real disk slowly.
    private readonly SmallFileSystem _memory = new(LengthBytes + (16 << 20));
    private readonly string _kind;
    private readonly string _device;
    private readonly string _mountPoint;

    /// <summary>Makes and mounts an empty file system.</summary>
    /// <param name="kind">ext4 or xfs.</param>
    public CrashableFileSystem(string kind)
    {
        _kind = kind;

        // Whoever takes a mount namespace of its own meanwhile, as "ip netns exec" does, gets a copy of each mount. One that would outlive ours keeps the file
        // system as it is, without power, for whoever mounts it next: so what we unmount goes from the copies too.
        Run("mount", "--make-shared", _memory.Path);
        string image = System.IO.Path.Join(_memory.Path, "image");
        _mountPoint = Directory.CreateDirectory(System.IO.Path.Join(_memory.Path, "mounted")).FullName;
        using (FileStream content = File.Create(image))
        {
            content.SetLength(LengthBytes);
        }

        Run($"mkfs.{kind}", "-q", image);
        _device = Run("losetup", "--find", "--show", image).Trim();
        Mount();
    }

    public static bool IsSupported(string kind) =>
        SmallFileSystem.IsSupported && Tool.Exists($"mkfs.{kind}") && File.Exists("/dev/loop-control");

    public string Path => _mountPoint;

    public void CutPower()
    {
        using SafeFileHandle directory = open(Terminated(_mountPoint), 0, 0);
        int way = WithoutLog;
        if (ioctl(directory, ShutdownRequest, ref way) != 0)
        {
            throw new IOException($"The file system was not shut down: error {Marshal.GetLastPInvokeError()}.");
        }
    }

    /// <summary>Mounts it again, as after the power came back. Nothing of it may be open.</summary>
    public void Restart()
    {
        // Busy for a moment when another test starts a program: what we have open is open there too, until it executes.
        for (int attempt = 1; umount2(Terminated(_mountPoint), 0) != 0; attempt++)
        {
            if (attempt == AttemptsMax)
            {
                throw new InvalidOperationException($"'{_mountPoint}' stays busy: a file or directory of it was left open.");
            }

            Thread.Yield();
        }

        Mount();
    }

    public void Dispose()
    {
        Run("umount", "-l", _mountPoint);
        Run("losetup", "--detach", _device);
        _memory.Dispose();
    }

    // By a call, not by a program: starting programs would be most of the time that a cut takes.
    private void Mount()
    {
        if (mount(Terminated(_device), Terminated(_mountPoint), Terminated(_kind), 0, 0) != 0)
        {
            throw new IOException($"'{_mountPoint}' was not mounted: error {Marshal.GetLastPInvokeError()}.");
        }
    }

    private static byte[] Terminated(string text) => Encoding.UTF8.GetBytes(text + "\0");

    private static string Run(string program, params string[] arguments)
    {
        ToolResult result = Tool.Run(program, arguments);
        return result.ExitCode == 0
            ? result.Output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {result.ExitCode}: {result.Error}");
    }

    [DllImport("libc", SetLastError = true)]
    private static extern SafeFileHandle open(byte[] path, int flags, int mode);

    [DllImport("libc", SetLastError = true)]
    private static extern int ioctl(SafeFileHandle file, nuint request, ref int argument);

    [DllImport("libc", SetLastError = true)]
    private static extern int mount(byte[] source, byte[] target, byte[] kind, nuint flags, nint data);

    [DllImport("libc", SetLastError = true)]
    private static extern int umount2(byte[] target, int flags);
}
