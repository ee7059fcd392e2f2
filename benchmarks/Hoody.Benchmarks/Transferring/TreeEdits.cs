namespace Hoody.Benchmarks.Transferring;

/// <summary>Seeded changes of a directory's files.</summary>
internal static class TreeEdits
{
    private const int InsertedBytes = 13;

    /// <summary>Inserts a few bytes into files chosen at random, until these have a share of all bytes.</summary>
    public static (int Files, long Bytes) Insert(DirectoryInfo directory, double changedShare)
    {
        EnumerationOptions all = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        FileInfo[] files = [.. directory.EnumerateFiles("*", all).Where(file => file.Length > 0).OrderBy(file => file.FullName, StringComparer.Ordinal)];
        long enough = (long)(files.Sum(file => file.Length) * changedShare);
        Random random = new(1);
        random.Shuffle(files);
        (int count, long bytes) = (0, 0);
        while (bytes < enough)
        {
            FileInfo file = files[count++];
            byte[] content = File.ReadAllBytes(file.FullName);
            byte[] inserted = new byte[InsertedBytes];
            random.NextBytes(inserted);
            int at = random.Next(content.Length);
            File.WriteAllBytes(file.FullName, [.. content[..at], .. inserted, .. content[at..]]);
            bytes += content.Length;
        }

        return (count, bytes);
    }
}
