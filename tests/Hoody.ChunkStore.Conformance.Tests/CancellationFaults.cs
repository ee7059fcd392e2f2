using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Conformance.Tests;

internal static class CancellationFaults
{
    internal static IEnumerable<Fault> All =>
    [
        Deaf("creates all the same", objects => new FaultyBackend(objects)
        {
            Create = (name, content, _) => objects.CreateIfAbsentAsync(name, content, default),
        }),
        Deaf("creates and then says that it was cancelled", objects => new FaultyBackend(objects)
        {
            Create = async (name, content, token) =>
            {
                bool isCreated = await objects.CreateIfAbsentAsync(name, content, default);
                token.ThrowIfCancellationRequested();
                return isCreated;
            },
        }),
        Deaf("reads all the same", objects => new FaultyBackend(objects)
        {
            Read = (name, offset, destination, _) => objects.ReadAsync(name, offset, destination, default),
        }),
        Deaf("looks all the same", objects => new FaultyBackend(objects) { GetLength = (name, _) => objects.GetLengthAsync(name, default) }),
        Deaf("lists all the same", objects => new FaultyBackend(objects) { List = (prefix, _) => objects.ListAsync(prefix, default) }),
        Deaf("deletes all the same", objects => new FaultyBackend(objects) { Delete = (name, _) => objects.DeleteAsync(name, default) }),
    ];

    private static Fault Deaf(string what, Func<MemoryBackend, FaultyBackend> open) =>
        Fault.Of(what, "A cancelled call ends as such and changes nothing", open);
}
