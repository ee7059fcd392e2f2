namespace Hoody.ChunkStore.Conformance.Tests;

internal static class NamingFaults
{
    private const string NotPlain = "A name that is not plain is refused by every call";
    private const string Length = "Names may be as long as the contract says, and no longer";

    internal static IEnumerable<Fault> All =>
    [
        Fault.Of("creates under any name", NotPlain, objects => new FaultyBackend(objects)
        {
            Create = (name, content, token) => AcceptAsync(true, () => objects.CreateIfAbsentAsync(name, content, token)),
        }),
        Fault.Of("reads under any name", NotPlain, objects => new FaultyBackend(objects)
        {
            Read = (name, offset, destination, token) => AcceptAsync(0, () => objects.ReadAsync(name, offset, destination, token)),
        }),
        Fault.Of("looks for any name", NotPlain, objects => new FaultyBackend(objects)
        {
            GetLength = (name, token) => AcceptAsync(null, () => objects.GetLengthAsync(name, token)),
        }),
        Fault.Of("deletes any name", NotPlain, objects => new FaultyBackend(objects)
        {
            Delete = async (name, token) => await AcceptAsync(true, async () =>
            {
                await objects.DeleteAsync(name, token);
                return true;
            }),
        }),
        Fault.Of("takes short names alone", Length, objects => new FaultyBackend(objects)
        {
            Create = (name, content, token) => name.Length <= 255
                ? objects.CreateIfAbsentAsync(name, content, token) : throw new BackendException("ENAMETOOLONG"),
        }),
        Fault.Of("takes names of any length", Length, objects => new FaultyBackend(objects)
        {
            Create = (name, content, token) => AcceptAsync(true, () => objects.CreateIfAbsentAsync(name, content, token)),
        }),
        Fault.Of("does not know capitals", "Names that differ in one character are different objects", objects => new FaultyBackend(objects)
        {
            Create = (name, content, token) => objects.CreateIfAbsentAsync(name.ToUpperInvariant(), content, token),
        }),
        Fault.Of("finds nothing for any prefix", "A prefix that no name has is refused", objects => new FaultyBackend(objects)
        {
            List = (_, _) => AsyncEnumerable.Empty<Backends.StoredObject>(),
        }),
    ];

    private static async ValueTask<T> AcceptAsync<T>(T answer, Func<ValueTask<T>> call)
    {
        try
        {
            return await call();
        }
        catch (ArgumentException)
        {
            return answer;
        }
    }
}
