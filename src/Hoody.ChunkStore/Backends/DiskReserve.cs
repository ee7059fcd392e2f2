using Hoody.ChunkStore.Native;

namespace Hoody.ChunkStore.Backends;

/// <summary>A file among the temporary ones that keeps room, so that deleting and collecting work on a full disk.</summary>
/// <remarks>Made and removed under no lock of its own: at worst it is made once too often, or is missing when it is needed.</remarks>
internal static class DiskReserve
{
    private const string FileName = "reserve";

    // On a small disk the reserve would be most of what it keeps free.
    private const int ShareOfFreeSpace = 64;

    private const int BlockLength = 64 << 10;

    // Small, and each of them leads to space being freed, or lets a writer finish and go. Packs would eat it up.
    private static readonly string[] s_prefixes = ["refs/", "leases/", "gc/"];

    // And the heads of the index, without a part's dash: one says which packs are removed before these are deleted.
    internal static bool IsFor(string name) =>
        Array.Exists(s_prefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal))
        || (name.StartsWith("index/", StringComparison.Ordinal) && !name.Contains('-', StringComparison.Ordinal));

    internal static void Release(IDirectory top) => _ = top.RemoveFile(FileName); // absent: then there is nothing to release

    /// <summary>Makes the reserve, if it is missing and the disk has much more room than it takes. No failure: it is a precaution.</summary>
    internal static void Restore(DiskFolders folders, IDirectory top, int lengthBytes)
    {
        if (lengthBytes == 0 || (top.GetEntry(FileName, out DirectoryEntry found) == Errno.None && found.LengthBytes == lengthBytes))
        {
            return;
        }

        Release(top); // what a crash left of it
        Errno errno = folders.FileSystem.GetVolume(folders.Root, out _, out long freeBytes);
        if (errno == Errno.None && freeBytes / ShareOfFreeSpace >= lengthBytes)
        {
            Make(top, lengthBytes);
        }
    }

    private static void Make(IDirectory top, int lengthBytes)
    {
        if (top.CreateFile(FileName, out IFile file) != Errno.None)
        {
            return;
        }

        using (file)
        {
            byte[] block = new byte[BlockLength];
            Errno errno = Errno.None;
            for (int offset = 0; offset < lengthBytes && errno == Errno.None; offset += BlockLength)
            {
                errno = file.Write(block.AsSpan(0, Math.Min(BlockLength, lengthBytes - offset)), offset);
            }

            if (errno != Errno.None)
            {
                Release(top);
            }
        }
    }
}
