using System.Globalization;

namespace Hoody.ChunkStore.Tests.Crashes;

/// <summary>What a child process does whose system calls fail: one load after another, in a few stores by turns, each until its first error.</summary>
/// <remarks>
/// It prints <c>ready</c> and the number of its one pool thread, on which all calls of the disk are made, when everything was done once, so that the runtime
/// loads nothing any more. It goes on when it reads a line. Then come <c>load</c> and a store's number, what that load prints, and so on.
/// </remarks>
internal static class FaultyLoads
{
    internal const int StoreCount = 4;

    private const int WarmUpRounds = 60;
    private const int Rounds = 12;

    internal static string StoreOf(string directory, int number) => Path.Join(directory, number.ToString(CultureInfo.InvariantCulture));

    internal static async Task RunAsync(string directory, int loads)
    {
        await new StoreLoad(Path.Join(directory, "warm"), 0, seed: 0, _ => { }).RunAsync(WarmUpRounds);
        string thread = await Task.Run(() => Path.GetFileName(new FileInfo("/proc/thread-self").LinkTarget ?? ""));
        Console.WriteLine($"ready {thread}");
        Console.ReadLine();
        for (int i = 0; i < loads; i++)
        {
            Console.WriteLine($"load {i % StoreCount}");
            await RunUntilErrorAsync(StoreOf(directory, i % StoreCount), seed: i);
        }
    }

    private static async Task RunUntilErrorAsync(string store, int seed)
    {
        try
        {
            await new StoreLoad(store, 0, seed, acknowledged => Console.WriteLine(acknowledged)).RunAsync(Rounds);
        }
        catch (ChunkStoreException error)
        {
            Console.WriteLine($"error {error.GetType().Name}: {error.Message}"); // any other exception is the process's end, and the test's
        }
    }
}
