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
        return new DiskUse(
            new DriveInfo(files.FullName).TotalSize, files.Exists ? files.EnumerateFiles("*", _allFiles).Sum(file => file.Length) : 0);
    }
}
