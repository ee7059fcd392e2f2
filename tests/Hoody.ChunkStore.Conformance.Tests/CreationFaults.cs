using System.Buffers;
using System.Collections.Concurrent;
using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Conformance.Tests;

internal static class CreationFaults
{
    internal static IEnumerable<Fault> All =>
    [
        Fault.Of("keeps nothing", "A created object is read back", objects => new FaultyBackend(objects)
        {
            Create = (_, _, _) => ValueTask.FromResult(true),
        }),
        Fault.Of("says of a new object that it was there", "A created object is read back", objects => new FaultyBackend(objects)
        {
            Create = async (name, content, token) => !await objects.CreateIfAbsentAsync(name, content, token),
        }),
        Fault.Of("does not keep what is empty", "An empty object exists", objects => new FaultyBackend(objects)
        {
            Create = (name, content, token) => content.IsEmpty ? ValueTask.FromResult(true) : objects.CreateIfAbsentAsync(name, content, token),
        }),
        Fault.Of("writes the first segment alone", "An object of many segments is read back whole and in ranges", objects => new FaultyBackend(objects)
        {
            Create = (name, content, token) => objects.CreateIfAbsentAsync(name, new(content.First), token),
        }),
        new("keeps the caller's buffer", "The caller may reuse its buffer once the object is created", KeepBuffers),
        Fault.Of("overwrites", "A taken name keeps its object", objects => new FaultyBackend(objects)
        {
            Create = async (name, content, token) =>
            {
                bool isNew = await objects.GetLengthAsync(name, token) is null;
                await OverwriteAsync(objects, name, content);
                return isNew;
            },
        }),
        Fault.Of("says of every object that it is new", "A taken name keeps its object", objects => new FaultyBackend(objects)
        {
            Create = async (name, content, token) => await objects.CreateIfAbsentAsync(name, content, token) | true,
        }),
        Fault.Of("looks first and writes then", "Of racing creations exactly one wins, and its bytes stay", objects =>
        {
            Rendezvous afterLook = new();
            return new FaultyBackend(objects) { Create = (name, content, _) => LookAndWriteAsync(objects, name, content, () => afterLook.MeetAsync(name)) };
        }),
    ];

    internal static async ValueTask<bool> LookAndWriteAsync(
        MemoryBackend objects, string name, ReadOnlySequence<byte> content, Func<Task> betweenAsync)
    {
        if (await objects.GetLengthAsync(name, default) is not null)
        {
            return false;
        }

        await betweenAsync();
        await OverwriteAsync(objects, name, content);
        return true;
    }

    private static async Task OverwriteAsync(MemoryBackend objects, string name, ReadOnlySequence<byte> content)
    {
        await objects.DeleteAsync(name, default);
        await objects.CreateIfAbsentAsync(name, content, default);
    }

    private static Func<IStorageBackend> KeepBuffers(MemoryBackend objects)
    {
        ConcurrentDictionary<string, ReadOnlySequence<byte>> kept = new();
        return () => new FaultyBackend(objects)
        {
            Create = (name, content, _) => ValueTask.FromResult(kept.TryAdd(name, content)),
            GetLength = (name, _) => ValueTask.FromResult<long?>(kept[name].Length),
            Read = (name, offset, destination, _) =>
            {
                ReadOnlySequence<byte> rest = kept[name].Slice(offset);
                rest.CopyTo(destination.Span);
                return ValueTask.FromResult((int)rest.Length);
            },
        };
    }
}
