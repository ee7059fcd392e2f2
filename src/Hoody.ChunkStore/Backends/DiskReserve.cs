using System.Globalization;
using Hoody.ChunkStore.Native;

namespace Hoody.ChunkStore.Backends;

/// <summary>Files among the temporary ones that keep room, so that deleting and collecting work on a full disk.</summary>
/// <remarks>
/// Several, of which one is removed at a time: what an object leaves of it is taken by whoever comes next, a pack perhaps, and the rest is still there for the next object that frees room.
/// Made and removed under no lock of their own: at worst one is made once too often, or is missing when it is needed.
/// </remarks>
internal static class DiskReserve
{
    internal const string FilePrefix = "reserve.";

    private const int Pieces = 8;

    // On a small disk the reserve would be most of what it keeps free.
    private const int ShareOfFreeSpace = 64;

    private const int BlockLength = 64 << 10;

    // Small, and each of them leads to space being freed, or lets a writer finish and go. Packs would eat it up.
    private static readonly string[] s_prefixes = ["refs/", "leases/", "gc/", "quarantine/"];

    // And the heads of the index, without a part's dash: one says which packs are removed before these are deleted.
    internal static bool IsFor(string name) =>
        Array.Exists(s_prefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal))
        || (name.StartsWith("index/", StringComparison.Ordinal) && !name.Contains('-', StringComparison.Ordinal));

    /// <summary>Frees a piece; false when there is none.</summary>
    internal static bool TryRelease(IDirectory top) => Array.Exists(Names(), name => top.RemoveFile(name) == Errno.None);

    /// <summary>Makes what is missing of the reserve, if the disk has much more room than all of it takes. No failure: it is a precaution.</summary>
    internal static void Restore(DiskFolders folders, IDirectory top, int lengthBytes)
    {
        int pieceLength = lengthBytes / Pieces;
        string[] missing = [.. Names().Where(name => pieceLength > 0 && !(top.GetEntry(name, out DirectoryEntry found) == Errno.None && found.LengthBytes == pieceLength))];
        if (missing.Length == 0)
        {
            return;
        }

        Array.ForEach(missing, name => top.RemoveFile(name)); // what a crash left of it
        Errno errno = folders.FileSystem.GetVolume(folders.Root, out _, out long freeBytes);
        if (errno == Errno.None && freeBytes / ShareOfFreeSpace >= lengthBytes)
        {
            Array.ForEach(missing, name => Make(top, name, pieceLength));
        }
    }

    private static string[] Names() => [.. Enumerable.Range(0, Pieces).Select(piece => string.Create(CultureInfo.InvariantCulture, $"{FilePrefix}{piece}"))];

    private static void Make(IDirectory top, string name, int lengthBytes)
    {
        if (top.CreateFile(name, out IFile file) != Errno.None)
        {
            return;
        }

        using (file)
        {
            // Zeros would take no room where a file system compresses, and equal blocks little where it finds them. The same each time, as all that a store writes in a test.
            Random random = new(Seed: name[^1]);
            byte[] block = new byte[BlockLength];
            Errno errno = Errno.None;
            for (int offset = 0; offset < lengthBytes && errno == Errno.None; offset += BlockLength)
            {
                random.NextBytes(block);
                errno = file.Write(block.AsSpan(0, Math.Min(BlockLength, lengthBytes - offset)), offset);
            }

            if (errno != Errno.None)
            {
                _ = top.RemoveFile(name); // else it is no piece by its length, and made again later
            }
        }
    }
}
