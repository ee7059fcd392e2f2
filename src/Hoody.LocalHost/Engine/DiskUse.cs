using System.IO.Enumeration;

namespace Hoody.LocalHost.Engine;

/// <summary>How large a server's disk is, and how much of it a container's files take.</summary>
internal sealed record DiskUse(long TotalBytes, long UsedBytes)
{
    // Links are not followed: what they lead to is counted where it is, if it is the container's at all.
    private static readonly EnumerationOptions _allFiles = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = true,
    };

    public static DiskUse Of(string directory)
    {
        DirectoryInfo files = new(directory);
        return new DiskUse(new DriveInfo(files.FullName).TotalSize, files.Exists ? Lengths(directory).Sum() : 0);
    }

    // By the entries themselves: a file that its user removes meanwhile has no length, and is no error.
    private static FileSystemEnumerable<long> Lengths(string directory) =>
        new(directory, (ref FileSystemEntry entry) => entry.Length, _allFiles)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
        };
}
