using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace CopyAndSync;

/// <summary>What an independent walk saw of one file, directory or link: everything a copy must keep.</summary>
internal sealed record ManifestEntry(
    FileKind Kind, int Mode, uint UserId, uint GroupId, long ModifiedSeconds, uint ModifiedNanoseconds, long Length, uint Links, string? LinkTarget, string? Sha256)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Kind} {Convert.ToString(Mode, 8)} {UserId}:{GroupId} {ModifiedSeconds}.{ModifiedNanoseconds:D9} {Length} B, {Links} link(s) {LinkTarget}{Sha256}");
}

internal enum FileKind
{
    Fifo = 0x1, CharacterDevice = 0x2, Directory = 0x4, BlockDevice = 0x6, File = 0x8, SymbolicLink = 0xA, Socket = 0xC,
}

/// <summary>
/// A directory as the operating system itself reports it: <c>statx</c>, <c>readlink</c> and SHA-256 of the bytes. It shares no code
/// with the engine under test, so that the two cannot agree on the same mistake.
/// </summary>
internal sealed class TreeManifest
{
    private readonly SortedDictionary<string, ManifestEntry> _entries = new(StringComparer.Ordinal);

    public int FileCount => _entries.Values.Count(entry => entry.Kind == FileKind.File);

    public long LengthBytes => _entries.Values.Where(entry => entry.Kind == FileKind.File).Sum(entry => entry.Length);

    public static TreeManifest Read(string root)
    {
        TreeManifest manifest = new();
        Stack<string> pending = new([root]);
        while (pending.TryPop(out string? path))
        {
            ManifestEntry entry = ReadEntry(path);
            manifest._entries.Add(Path.GetRelativePath(root, path), entry);
            if (entry.Kind == FileKind.Directory)
            {
                Array.ForEach(Directory.GetFileSystemEntries(path), pending.Push);
            }
        }

        return manifest;
    }

    /// <summary>One line for each path that is missing, extra, or different in any attribute; empty when the trees are equal.</summary>
    public IReadOnlyList<string> DifferencesFrom(TreeManifest expected)
    {
        List<string> differences = [];
        foreach (string path in _entries.Keys.Union(expected._entries.Keys).Order(StringComparer.Ordinal))
        {
            ManifestEntry? found = _entries.GetValueOrDefault(path);
            ManifestEntry? wanted = expected._entries.GetValueOrDefault(path);
            if (found != wanted)
            {
                differences.Add($"{path}: expected {wanted?.ToString() ?? "nothing"}, found {found?.ToString() ?? "nothing"}");
            }
        }

        return differences;
    }

    private static ManifestEntry ReadEntry(string path)
    {
        Status status = Status.Of(path);
        FileKind kind = (FileKind)(status.Mode >> 12);
        bool isFile = kind == FileKind.File;
        return new ManifestEntry(
            kind,
            status.Mode & 0xFFF,
            status.UserId,
            status.GroupId,
            status.ModifiedSeconds,
            status.ModifiedNanoseconds,
            // The length and link count of a directory belong to the file system it stands on, not to what it holds.
            isFile ? status.Length : 0,
            isFile ? status.Links : 1,
            kind == FileKind.SymbolicLink ? new FileInfo(path).LinkTarget : null,
            isFile ? HashOf(path) : null);
    }

    private static string HashOf(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>The fields of <c>struct statx</c> that are compared; its layout is the same on every Linux architecture.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(0x10)] public uint Links;
        [FieldOffset(0x14)] public uint UserId;
        [FieldOffset(0x18)] public uint GroupId;
        [FieldOffset(0x1C)] public ushort Mode;
        [FieldOffset(0x28)] public long Length;
        [FieldOffset(0x70)] public long ModifiedSeconds;
        [FieldOffset(0x78)] public uint ModifiedNanoseconds;

        public static Status Of(string path)
        {
            const int CurrentDirectory = -100, DoNotFollow = 0x100;
            const uint BasicStats = 0x7FF;
            if (statx(CurrentDirectory, Encoding.UTF8.GetBytes(path + '\0'), DoNotFollow, BasicStats, out Status status) != 0)
            {
                throw new IOException($"statx of '{path}' failed: {Marshal.GetLastPInvokeErrorMessage()}");
            }

            return status;
        }

        [DllImport("libc", SetLastError = true)]
        private static extern int statx(int directory, byte[] path, int flags, uint mask, out Status status);
    }
}
