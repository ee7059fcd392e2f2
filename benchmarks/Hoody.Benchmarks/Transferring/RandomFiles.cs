namespace Hoody.Benchmarks.Transferring;

/// <summary>A directory of files of random bytes, a hundred in each of its directories.</summary>
internal static class RandomFiles
{
    private const int SmallFileBytes = 4096;
    private const int FilesPerDirectory = 100;

    public static DirectoryInfo Create(string path, int count, int fileBytes = SmallFileBytes)
    {
        DirectoryInfo root = Directory.CreateDirectory(path);
        Change(root, count, count, seed: 0, fileBytes);
        return root;
    }

    /// <summary>Gives other bytes to so many files, evenly over all directories.</summary>
    public static void Change(DirectoryInfo root, int of, int count, int seed, int fileBytes = SmallFileBytes)
    {
        Random random = new(seed);
        for (int i = 0; i < of; i += of / count)
        {
            WriteOne(root, i, random, fileBytes);
        }
    }

    private static void WriteOne(DirectoryInfo root, int number, Random random, int fileBytes)
    {
        byte[] bytes = new byte[fileBytes];
        random.NextBytes(bytes);
        DirectoryInfo directory = root.CreateSubdirectory($"{number / FilesPerDirectory:D4}");
        File.WriteAllBytes(Path.Combine(directory.FullName, $"{number % FilesPerDirectory:D2}"), bytes);
    }
}
