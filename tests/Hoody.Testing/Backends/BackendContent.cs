using System.Buffers;
using Hoody.ChunkStore.Backends;

namespace Hoody.Testing.Backends;

/// <summary>All objects of a backend as a dictionary, to compare two backends or to damage one.</summary>
public static class BackendContent
{
    public static async Task<SortedDictionary<string, byte[]>> ReadAsync(IStorageBackend backend)
    {
        SortedDictionary<string, byte[]> objects = new(StringComparer.Ordinal);
        await foreach (StoredObject found in backend.ListAsync("", default))
        {
            byte[] content = new byte[found.LengthBytes];
            await backend.ReadAsync(found.Name, 0, content, default);
            objects.Add(found.Name, content);
        }

        return objects;
    }

    /// <summary>A memory backend with those objects; later changes of the dictionary do not reach it.</summary>
    public static async Task<MemoryBackend> ToBackendAsync(IEnumerable<KeyValuePair<string, byte[]>> objects)
    {
        MemoryBackend backend = new();
        foreach ((string name, byte[] content) in objects)
        {
            await backend.CreateIfAbsentAsync(name, new ReadOnlySequence<byte>(content), default);
        }

        return backend;
    }
}
