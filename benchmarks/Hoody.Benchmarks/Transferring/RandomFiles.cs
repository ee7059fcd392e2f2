namespace Hoody.Benchmarks.Transferring;

/// <summary>A directory of small files of random bytes, a hundred in each of its directories.</summary>
internal static class RandomFiles
{
    private const int FileBytes = 4096;
    private const int FilesPerDirectory = 100;

    public static DirectoryInfo Create(string path, int count)
    {
        DirectoryInfo root = Directory.CreateDirectory(path);
        Write(root, count, seed: 0);
        return root;
    }

    /// <summary>Gives other bytes to so many files, evenly over all directories.</summary>
    public static void Change(DirectoryInfo root, int of, int count, int seed)
    {
        Random random = new(seed);
        for (int i = 0; i < of; i += of / count)
        {
            WriteOne(root, i, random);
        }
    }

    private static void Write(DirectoryInfo root, int count, int seed)
    {
        Random random = new(seed);
        for (int i = 0; i < count; i++)
        {
            WriteOne(root, i, random);
        }
    }

    private static void WriteOne(DirectoryInfo root, int number, Random random)
    {
        byte[] bytes = new byte[FileBytes];
        random.NextBytes(bytes);
        DirectoryInfo directory = root.CreateSubdirectory($"{number / FilesPerDirectory:D4}");
        File.WriteAllBytes(Path.Combine(directory.FullName, $"{number % FilesPerDirectory:D2}"), bytes);
    }
}
