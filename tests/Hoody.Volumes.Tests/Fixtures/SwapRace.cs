namespace Hoody.Volumes.Tests.Fixtures;

/// <summary>The attack: a directory is swapped for a link that leads out, and back, as fast as the machine can.</summary>
internal static class SwapRace
{
    /// <summary>Swaps until told to stop.</summary>
    /// <returns>How often the link stood there.</returns>
    public static Task<int> StartAsync(string directory, string name, string outside, CancellationToken stop) =>
        Task.Factory.StartNew(() => Run(Path.Combine(directory, name), outside, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static int Run(string path, string outside, CancellationToken stop)
    {
        int swaps = 0;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                Directory.Move(path, path + "-aside");
                File.CreateSymbolicLink(path, outside);
                swaps++;
                File.Delete(path);
                Directory.Move(path + "-aside", path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Recover(path);
            }
        }

        return swaps;
    }

    // The code under test has changed the same names meanwhile: begin again from a directory.
    private static void Recover(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Assert.NotEmpty(exception.Message);
        }

        Directory.CreateDirectory(path);
    }
}
