namespace CopyAndSync;

/// <summary>What a week of work does to a container: the changes that a sync must carry over.</summary>
internal static class SourceChanges
{
    public const string DatabasePath = "var/database.img";
    private const int DatabaseLengthBytes = 64 * 1024 * 1024;
    private const int BlockLengthBytes = 8 * 1024;

    /// <summary>Adds a 64 MiB file of random bytes, as a database would be: nothing in it compresses or repeats.</summary>
    public static void AddDatabase(string root)
    {
        byte[] content = new byte[DatabaseLengthBytes];
        new Random(1).NextBytes(content);
        Directory.CreateDirectory(Path.Combine(root, "var"));
        File.WriteAllBytes(Path.Combine(root, DatabasePath), content);
    }

    /// <summary>Edits, adds, deletes, renames, changes a mode, adds a link, and overwrites one block of the database.</summary>
    /// <returns>What was done, a line each.</returns>
    public static IReadOnlyList<string> Apply(string root)
    {
        string[] files = [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Where(path => new FileInfo(path).LinkTarget is null && !path.EndsWith(DatabasePath, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
        if (files.Length < 4)
        {
            throw new InvalidOperationException($"'{root}' holds {files.Length} files; the sample edits, deletes, renames and re-modes one each.");
        }

        // Spread over the tree, so that several directories change and most do not.
        string edited = files[0], deleted = files[files.Length / 3], renamed = files[files.Length / 2], modeChanged = files[^1];

        File.AppendAllText(edited, "\nedited after the copy\n");
        File.Delete(deleted);
        File.Move(renamed, renamed + ".renamed");
        File.SetUnixFileMode(modeChanged, File.GetUnixFileMode(modeChanged) ^ UnixFileMode.GroupWrite);
        Directory.CreateDirectory(Path.Combine(root, "added"));
        File.WriteAllText(Path.Combine(root, "added", "release-notes.txt"), "New in this version: a file that was not there.\n");
        File.CreateSymbolicLink(Path.Combine(root, "added", "latest"), "release-notes.txt");
        OverwriteBlock(Path.Combine(root, DatabasePath));

        return
        [
            $"edited      {Path.GetRelativePath(root, edited)}",
            $"deleted     {Path.GetRelativePath(root, deleted)}",
            $"renamed     {Path.GetRelativePath(root, renamed)}",
            $"mode        {Path.GetRelativePath(root, modeChanged)}",
            "added       added/release-notes.txt, and a symbolic link to it",
            $"overwrote   8 KiB in the middle of {DatabasePath} (64 MiB)",
        ];
    }

    private static void OverwriteBlock(string path)
    {
        byte[] block = new byte[BlockLengthBytes];
        new Random(2).NextBytes(block);
        using FileStream stream = new(path, FileMode.Open, FileAccess.Write);
        stream.Position = DatabaseLengthBytes / 2;
        stream.Write(block);
    }
}
