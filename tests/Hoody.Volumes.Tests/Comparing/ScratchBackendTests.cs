using System.Buffers;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.Volumes.Comparing;

namespace Hoody.Volumes.Tests.Comparing;

/// <summary>Objects in a file without a name.</summary>
public sealed class ScratchBackendTests
{
    [Fact]
    public async Task An_object_is_read_from_any_place_and_created_once()
    {
        await using ScratchBackend backend = ScratchBackend.Create();

        Assert.True(await CreateAsync(backend, "b/1", [1, 2, 3, 4, 5]));
        Assert.False(await CreateAsync(backend, "b/1", [9]));
        Assert.True(await CreateAsync(backend, "a/1", [6, 7]));

        Assert.Equal([4, 5], await ReadAsync(backend, "b/1", 3));
        Assert.Equal([6, 7], await ReadAsync(backend, "a/1", 0));
        Assert.Empty(await ReadAsync(backend, "a/1", 2));
        Assert.Equal(5, await backend.GetLengthAsync("b/1", default));
        Assert.Equal(
            [new StoredObject("a/1", 2), new StoredObject("b/1", 5)], await backend.ListAsync("", default).ToListAsync());
    }

    [Fact]
    public async Task What_was_deleted_is_gone_and_its_name_free()
    {
        await using ScratchBackend backend = ScratchBackend.Create();
        await CreateAsync(backend, "a", [1]);

        await backend.DeleteAsync("a", default);

        Assert.Null(await backend.GetLengthAsync("a", default));
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => ReadAsync(backend, "a", 0));
        Assert.True(await CreateAsync(backend, "a", [2, 3]));
        Assert.Equal([2, 3], await ReadAsync(backend, "a", 0));
    }

    [Fact]
    public async Task Its_file_has_no_name_that_a_walk_could_meet()
    {
        await using ScratchBackend backend = ScratchBackend.Create();
        await CreateAsync(backend, "a", [1]);

        string[] open = [.. Directory.GetFileSystemEntries("/proc/self/fd").Select(descriptor => new FileInfo(descriptor).LinkTarget ?? "")]; // null: closed since

        Assert.Contains(open, path => path.StartsWith(Path.Combine(Path.GetTempPath(), "hoody-"), StringComparison.Ordinal) && path.EndsWith(" (deleted)", StringComparison.Ordinal));
    }

    private static ValueTask<bool> CreateAsync(ScratchBackend backend, string name, byte[] content)
    {
        // In two parts, as a pack comes.
        Part last = new(content.AsMemory(content.Length / 2), null, content.Length / 2);
        Part first = new(content.AsMemory(0, content.Length / 2), last, 0);
        return backend.CreateIfAbsentAsync(name, new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length), default);
    }

    private static async Task<byte[]> ReadAsync(ScratchBackend backend, string name, long offset)
    {
        byte[] destination = new byte[16];
        return destination[..await backend.ReadAsync(name, offset, destination, default)];
    }

    private sealed class Part : ReadOnlySequenceSegment<byte>
    {
        public Part(ReadOnlyMemory<byte> memory, Part? next, long runningIndex) => (Memory, Next, RunningIndex) = (memory, next, runningIndex);
    }
}
