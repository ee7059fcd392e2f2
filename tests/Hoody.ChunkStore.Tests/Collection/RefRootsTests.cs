using System.Buffers;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Refs;

namespace Hoody.ChunkStore.Tests.Collection;

public sealed class RefRootsTests
{
    /// <summary>As after two names with one hash: the mark noted a higher generation than the ref has that came since.</summary>
    [Fact]
    public async Task The_newest_generation_of_a_ref_stays_whatever_the_mark_has_noted()
    {
        MemoryBackend memory = new();
        for (int generation = 1; generation <= 3; generation++)
        {
            RefRecord record = new("a", generation, GarbageStore.ChunkId(generation));
            await memory.CreateIfAbsentAsync(RefName.ObjectOf("a", generation), new ReadOnlySequence<byte>(record.Encode()), default);
        }

        RefGenerations marked = new();
        marked.Add("a", 10);
        Assert.Equal(2, await new RefRoots(memory).DeletePassedAsync(marked, default));
        Assert.Equal([RefName.ObjectOf("a", 3)], await memory.NamesAsync(RefName.Prefix));
    }
}
