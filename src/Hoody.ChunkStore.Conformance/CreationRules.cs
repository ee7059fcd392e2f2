using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Conformance;

/// <summary>What creating an object means: whole, once, for good.</summary>
internal static class CreationRules
{
    private const int Racers = 8;

    internal static IEnumerable<ContractRule> All =>
    [
        new("A created object is read back", ReadBackAsync),
        new("An empty object exists", EmptyAsync),
        new("An object of many segments is read back whole and in ranges", SegmentsAsync),
        new("The caller may reuse its buffer once the object is created", BufferAsync),
        new("A taken name keeps its object", TakenAsync),
        new("Of racing creations exactly one wins, and its bytes stay", RaceAsync),
    ];

    /// <summary>Has all racers create one name at a time, each through the backend that is its.</summary>
    internal static async Task RaceAsync(BackendPlace place, Func<int, IStorageBackend> backendOf)
    {
        for (int round = 0; round < 20; round++)
        {
            string name = $"race/{round}";
            bool[] isWinner = await Task.WhenAll(Enumerable.Range(0, Racers).Select(racer =>
                Task.Run(() => place.CreateAsync(backendOf(racer), name, BytesOf(racer)), place.CancellationToken))).ConfigureAwait(false);
            place.Require(isWinner.Count(won => won) == 1, $"of {Racers} calls that create '{name}' at one time, {isWinner.Count(won => won)} get true");
            await place.RequireContentAsync(backendOf(0), name, BytesOf(Array.IndexOf(isWinner, true))).ConfigureAwait(false);
        }
    }

    private static async Task ReadBackAsync(BackendPlace place)
    {
        place.Require(await place.CreateAsync("a", [1, 2, 3]).ConfigureAwait(false), "creating 'a' in an empty place gives false");
        await place.RequireContentAsync("a", [1, 2, 3]).ConfigureAwait(false);
    }

    private static async Task EmptyAsync(BackendPlace place)
    {
        place.Require(await place.CreateAsync("empty", []).ConfigureAwait(false), "creating 'empty' in an empty place gives false");
        await place.RequireContentAsync("empty", []).ConfigureAwait(false);
        place.Require(!await place.CreateAsync("empty", [1]).ConfigureAwait(false), "'empty' is created a second time");
    }

    private static async Task SegmentsAsync(BackendPlace place)
    {
        byte[] content = new byte[(5 << 20) + 3];
        new Random(1).NextBytes(content);
        bool isCreated = await place.Backend
            .CreateIfAbsentAsync("large", Segments.Of(content, lengthBytes: 99_991), place.CancellationToken).ConfigureAwait(false);
        place.Require(isCreated, "creating 'large' in an empty place gives false");
        await place.RequireContentAsync("large", content).ConfigureAwait(false);

        const int Offset = 1_234_567;
        byte[] range = new byte[70_001];
        int count = await place.Backend.ReadAsync("large", Offset, range, place.CancellationToken).ConfigureAwait(false);
        place.Require(
            count == range.Length && content.AsSpan(Offset, count).SequenceEqual(range), $"{range.Length} bytes from {Offset} on are read wrongly");
    }

    private static async Task BufferAsync(BackendPlace place)
    {
        byte[] buffer = [1, 2, 3];
        await place.CreateAsync("a", buffer).ConfigureAwait(false);
        buffer[0] = 9;
        await place.RequireContentAsync("a", [1, 2, 3]).ConfigureAwait(false);
    }

    private static async Task TakenAsync(BackendPlace place)
    {
        await place.CreateAsync("a/b", [1]).ConfigureAwait(false);
        place.Require(!await place.CreateAsync("a/b", [2, 2]).ConfigureAwait(false), "'a/b' is created a second time");
        await place.RequireContentAsync("a/b", [1]).ConfigureAwait(false);
    }

    private static Task RaceAsync(BackendPlace place)
    {
        IStorageBackend backend = place.Backend;
        return RaceAsync(place, _ => backend);
    }

    private static byte[] BytesOf(int racer) => [.. Enumerable.Repeat((byte)racer, 1000)];
}
