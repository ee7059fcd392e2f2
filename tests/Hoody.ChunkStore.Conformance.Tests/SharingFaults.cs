using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Conformance.Tests;

internal static class SharingFaults
{
    private const string Seen = "What one backend creates or deletes, another over the same place sees";

    internal static IEnumerable<Fault> All =>
    [
        Fault.Of("takes its objects with it", "Objects outlive the backend that created them", objects => new FaultyBackend(objects)
        {
            Disposing = async () =>
            {
                foreach (StoredObject found in await objects.ListAsync("", default).ToListAsync())
                {
                    await objects.DeleteAsync(found.Name, default);
                }
            },
        }),
        new("has objects of its own", Seen, _ => () => new MemoryBackend()),
        Fault.Of("remembers what was missing", Seen, objects =>
        {
            HashSet<string> missing = [];
            return new FaultyBackend(objects)
            {
                GetLength = async (name, token) =>
                {
                    long? length = missing.Contains(name) ? null : await objects.GetLengthAsync(name, token);
                    _ = length is null && missing.Add(name);
                    return length;
                },
            };
        }),
        Fault.Of("remembers what was there", Seen, objects =>
        {
            Dictionary<string, long?> found = [];
            return new FaultyBackend(objects)
            {
                GetLength = async (name, token) =>
                {
                    long? length = found.GetValueOrDefault(name) ?? await objects.GetLengthAsync(name, token);
                    return length is null ? null : found[name] = length;
                },
            };
        }),
        new("has locks for itself alone", "Of creations that race through two backends exactly one wins", LockAlone),
    ];

    private static Func<IStorageBackend> LockAlone(MemoryBackend objects)
    {
        Rendezvous afterLook = new();
        return () =>
        {
            SemaphoreSlim gate = new(1);
            return new FaultyBackend(objects)
            {
                Create = async (name, content, token) =>
                {
                    await gate.WaitAsync(token);
                    try
                    {
                        return await CreationFaults.LookAndWriteAsync(objects, name, content, () => afterLook.MeetAsync(name));
                    }
                    finally
                    {
                        gate.Release();
                    }
                },
            };
        };
    }
}
