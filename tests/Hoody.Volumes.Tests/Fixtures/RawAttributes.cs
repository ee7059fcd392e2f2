using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace Hoody.Volumes.Tests.Fixtures;

/// <summary>Extended attributes by the C library's own calls, without the code under test.</summary>
internal static class RawAttributes
{
    /// <summary>A POSIX access list: owner rwx, user 1001 r-x, group r-x, mask rwx, other r--.</summary>
    public static byte[] AccessList { get; } =
    [
        2, 0, 0, 0,
        0x01, 0, 7, 0, 0xff, 0xff, 0xff, 0xff,
        0x02, 0, 5, 0, 0xe9, 0x03, 0, 0,
        0x04, 0, 5, 0, 0xff, 0xff, 0xff, 0xff,
        0x10, 0, 7, 0, 0xff, 0xff, 0xff, 0xff,
        0x20, 0, 4, 0, 0xff, 0xff, 0xff, 0xff,
    ];

    /// <summary>A file capability: CAP_NET_RAW, permitted and effective, version 2.</summary>
    public static byte[] Capability { get; } = [0x01, 0, 0, 0x02, 0x00, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    public static void Set(string path, string name, byte[] value)
    {
        if (SetAttribute(Terminated(path), Terminated(name), value, value.Length, 0) != 0)
        {
            throw new Win32Exception();
        }
    }

    /// <summary>All attributes as <c>name=hex</c>, sorted; a link's own, not its target's. Without those by which xfs shows its access lists again.</summary>
    public static string Of(string path)
    {
        byte[] names = new byte[65536];
        nint length = ListAttributes(Terminated(path), names, names.Length);
        string[] split = Encoding.UTF8.GetString(names, 0, (int)Math.Max(0, length)).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', split.Order(StringComparer.Ordinal).Where(name => !name.StartsWith("trusted.SGI_ACL_", StringComparison.Ordinal)).Select(name => $"{name}={ValueOf(path, name)}"));
    }

    private static string ValueOf(string path, string name)
    {
        byte[] value = new byte[65536];
        nint length = GetAttribute(Terminated(path), Terminated(name), value, value.Length);
        return length < 0 ? throw new Win32Exception() : Convert.ToHexString(value, 0, (int)length);
    }

    private static byte[] Terminated(string text) => Encoding.UTF8.GetBytes(text + '\0');

    [DllImport("libc", EntryPoint = "lsetxattr", SetLastError = true)]
    private static extern int SetAttribute(
        byte[] path, byte[] name, byte[] value, nint length, int flags);

    [DllImport("libc", EntryPoint = "llistxattr", SetLastError = true)]
    private static extern nint ListAttributes(byte[] path, byte[] buffer, nint length);

    [DllImport("libc", EntryPoint = "lgetxattr", SetLastError = true)]
    private static extern nint GetAttribute(
        byte[] path, byte[] name, byte[] buffer, nint length);
}
