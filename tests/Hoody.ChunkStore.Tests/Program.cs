using System.Buffers;
using System.Globalization;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Native;
using Hoody.ChunkStore.Tests.Crashes;
using Hoody.ChunkStore.Tests.Indexes;
using Hoody.ChunkStore.Tests.Limits;

namespace Hoody.ChunkStore.Tests;

/// <summary>What a child process of a test does: some faults and races need a process of their own.</summary>
internal static class Program
{
    /// <summary>
    /// Runs <c>create DIRECTORY NAME CONTENT…</c>: one line for each content, the created object's turn or the error; or
    /// <c>load DIRECTORY SLOT SEED ROUNDS</c>: one round for each line of input, one line of output for each
    /// <see cref="Acknowledgement"/>, and one for an error; or <c>faults DIRECTORY LOADS</c>: as <see cref="FaultyLoads"/> tells;
    /// or <c>lookups DIRECTORY map|read cut|keep</c>, as <see cref="IndexFaultLoad"/>;
    /// or <c>limited DIRECTORY MEBIBYTES SMALL</c>, as <see cref="LimitedLoad"/>, or <c>greedy</c>: takes 200 MiB, and says so.
    /// </summary>
    private static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["create", string directory, string name, .. string[] contents]:
                await CreateAsync(directory, name, contents);
                return 0;
            case ["load", string directory, string slot, string seed, string rounds]:
                await LoadAsync(directory, Number(slot), Number(seed), Number(rounds));
                return 0;
            case ["faults", string directory, string loads]:
                await FaultyLoads.RunAsync(directory, Number(loads));
                return 0;
            case ["limited", string directory, string mebibytes, string smallCount]:
                using (LimitedLoad load = new(directory, Number(mebibytes), Number(smallCount)))
                {
                    await load.RunAsync();
                }

                return 0;
            case ["lookups", string directory, string access, string cut]:
                await IndexFaultLoad.RunAsync(directory, maps: access == "map", cuts: cut == "cut");
                return 0;
            case ["greedy"]:
                Console.WriteLine(new byte[200 << 20].Length);
                return 0;
            default:
                return 2;
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static async Task CreateAsync(string directory, string name, string[] contents)
    {
        // Without a probe and a reserve: a test counts calls of the system, and means those that create.
        await using DiskBackend backend = new(
            directory, LinuxFileSystem.Instance, new DiskBackendOptions { IsTrusted = true, ReserveLengthBytes = 0 });
        foreach (string content in contents)
        {
            Console.WriteLine(await CreateAsync(backend, $"{name}{content}", content));
        }
    }

    private static async Task<string> CreateAsync(DiskBackend backend, string name, string content)
    {
        ReadOnlySequence<byte> bytes = new(System.Text.Encoding.UTF8.GetBytes(content));
        try
        {
            return (await backend.CreateIfAbsentAsync(name, bytes, default)) ? "created" : "taken";
        }
        catch (BackendException exception)
        {
            return $"{exception.GetType().Name}: {exception.Message}";
        }
    }

    private static async Task LoadAsync(string directory, int slot, int seed, int rounds)
    {
        try
        {
            await new StoreLoad(directory, slot, seed, acknowledged => Console.WriteLine(acknowledged))
            {
                BeforeRound = AwaitLine,
            }.RunAsync(rounds);
        }
        catch (ChunkStoreException error)
        {
            Console.WriteLine($"{error.GetType().Name}: {error.Message}"); // any other exception is the process's end, and the test's
        }
    }

    /// <summary>One round for each line: the parent decides how far the load runs, and when the parent is gone, it ends.</summary>
    private static void AwaitLine()
    {
        if (Console.ReadLine() is null)
        {
            Environment.Exit(1);
        }
    }
}
