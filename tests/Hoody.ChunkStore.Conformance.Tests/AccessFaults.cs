using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Conformance.Tests;

/// <summary>Of reading and of deletion.</summary>
internal static class AccessFaults
{
    internal static IEnumerable<Fault> All =>
    [
        Fault.Of("reads one byte at a time", "A read is short only at the end of the object", objects => new FaultyBackend(objects)
        {
            Read = (name, offset, destination, token) => objects.ReadAsync(name, offset, destination[..Math.Min(1, destination.Length)], token),
        }),
        Fault.Of("cannot read behind the end", "A read is short only at the end of the object", objects => new FaultyBackend(objects)
        {
            Read = async (name, offset, destination, token) => offset <= await objects.GetLengthAsync(name, token)
                ? await objects.ReadAsync(name, offset, destination, token)
                : throw new BackendException("416 Range Not Satisfiable"),
        }),
        Fault.Of("takes negative offsets for 0", "A negative offset is refused", objects => new FaultyBackend(objects)
        {
            Read = (name, offset, destination, token) => objects.ReadAsync(name, Math.Max(0, offset), destination, token),
        }),
        Fault.Of("takes what is missing for empty", "A name without an object is not found", objects => new FaultyBackend(objects)
        {
            GetLength = async (name, token) => await objects.GetLengthAsync(name, token) ?? 0,
        }),
        Fault.Of("has a general error for what is missing", "A name without an object is not found", objects => new FaultyBackend(objects)
        {
            Read = async (name, offset, destination, token) => await objects.GetLengthAsync(name, token) is null
                ? throw new BackendException("404 Not Found")
                : await objects.ReadAsync(name, offset, destination, token),
        }),
        Fault.Of("has one place for the names of all calls", "Reads at one time do not disturb each other", objects =>
        {
            string last = "";
            Rendezvous reads = new();
            return new FaultyBackend(objects)
            {
                Read = async (name, offset, destination, token) =>
                {
                    last = name;
                    await reads.MeetAsync("");
                    return await objects.ReadAsync(last, offset, destination, token);
                },
            };
        }),
        Fault.Of("deletes nothing", "A deleted object is gone and its name is free", objects => new FaultyBackend(objects)
        {
            Delete = (_, _) => ValueTask.CompletedTask,
        }),
        new("keeps the names of deleted objects", "A deleted object is gone and its name is free", objects =>
        {
            HashSet<string> deleted = [];
            return () => new FaultyBackend(objects)
            {
                Create = (name, content, token) =>
                    deleted.Contains(name) ? ValueTask.FromResult(false) : objects.CreateIfAbsentAsync(name, content, token),
                Delete = (name, token) => deleted.Add(name) ? objects.DeleteAsync(name, token) : ValueTask.CompletedTask,
            };
        }),
        Fault.Of("deletes whole folders", "Deleting what is not there changes nothing", objects => new FaultyBackend(objects)
        {
            Delete = async (name, token) =>
            {
                foreach (StoredObject found in await objects.ListAsync(name, token).ToListAsync(token))
                {
                    await objects.DeleteAsync(found.Name, token);
                }
            },
        }),
        Fault.Of("cannot delete what is missing", "Deleting what is not there changes nothing", objects => new FaultyBackend(objects)
        {
            Delete = async (name, token) =>
            {
                _ = await objects.GetLengthAsync(name, token) ?? throw new ObjectNotFoundException(name);
                await objects.DeleteAsync(name, token);
            },
        }),
    ];
}
