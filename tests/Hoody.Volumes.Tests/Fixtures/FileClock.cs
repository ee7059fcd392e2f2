namespace Hoody.Volumes.Tests.Fixtures;

/// <summary>The clock of a file system, which is coarser than the processor is fast.</summary>
internal static class FileClock
{
    /// <summary>Goes on when a file that is written now has another time than one that was written before the call.</summary>
    public static void Tick(string directory)
    {
        string probe = Path.Combine(directory, Path.GetRandomFileName());
        DateTime before = Write(probe);
        while (Write(probe) <= before)
        {
        }

        File.Delete(probe);
    }

    private static DateTime Write(string probe)
    {
        File.WriteAllText(probe, "x");
        return File.GetLastWriteTimeUtc(probe);
    }
}
