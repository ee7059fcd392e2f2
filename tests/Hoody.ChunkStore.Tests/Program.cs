using System.Buffers;
using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Tests;

/// <summary>What a child process of a test does: some faults and races need a process of their own.</summary>
internal static class Program
{
    /// <summary>Runs <c>create DIRECTORY NAME CONTENT…</c>: one line for each content, the created object's turn or the error.</summary>
    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is not ["create", string directory, string name, .. string[] contents])
        {
            return 2;
        }

        await using DiskBackend backend = new(directory);
        foreach (string content in contents)
        {
            Console.WriteLine(await CreateAsync(backend, $"{name}{content}", content));
        }

        return 0;
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
}
