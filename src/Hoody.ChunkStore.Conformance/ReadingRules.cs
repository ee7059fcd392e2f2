namespace Hoody.ChunkStore.Conformance;

/// <summary>What reading gives: all that was asked for, or the reason why not.</summary>
internal static class ReadingRules
{
    internal static IEnumerable<ContractRule> All =>
    [
        new("A read is short only at the end of the object", ShortAsync),
        new("A negative offset is refused", NegativeAsync),
        new("A name without an object is not found", MissingAsync),
        new("Reads at one time do not disturb each other", AtOneTimeAsync),
    ];

    private static async Task ShortAsync(BackendPlace place)
    {
        byte[] content = [1, 2, 3];
        await place.CreateAsync("a", content).ConfigureAwait(false);
        (long Offset, int Asked, int Expected)[] reads =
            [(0, 2, 2), (0, 3, 3), (1, 9, 2), (2, 1, 1), (3, 1, 0), (4, 1, 0), (long.MaxValue, 1, 0), (0, 0, 0)];
        foreach ((long offset, int asked, int expected) in reads)
        {
            byte[] destination = new byte[asked];
            int count = await place.Backend.ReadAsync("a", offset, destination, place.CancellationToken).ConfigureAwait(false);
            place.Require(count == expected, $"of 3 bytes, {asked} from {offset} on are read as {count}");
            place.Require(
                count == 0 || content.AsSpan((int)offset, count).SequenceEqual(destination.AsSpan(0, count)), $"bytes from {offset} on are read wrongly");
        }
    }

    private static async Task NegativeAsync(BackendPlace place)
    {
        await place.CreateAsync("a", [1]).ConfigureAwait(false);
        await place.RequireErrorAsync<ArgumentOutOfRangeException>(
            "a read from -1 on", async () => await place.Backend.ReadAsync("a", -1, new byte[1], place.CancellationToken).ConfigureAwait(false))
            .ConfigureAwait(false);
    }

    private static async Task MissingAsync(BackendPlace place)
    {
        await place.CreateAsync("folder/object", [1]).ConfigureAwait(false);
        foreach (string name in (string[])["missing", "missing/below", "folder", "folder/object/below"])
        {
            long? length = await place.Backend.GetLengthAsync(name, place.CancellationToken).ConfigureAwait(false);
            place.Require(length is null, $"'{name}', where nothing was created, has the length {length}");
            ObjectNotFoundException error = await place.RequireErrorAsync<ObjectNotFoundException>(
                $"a read of '{name}', where nothing was created,",
                async () => await place.Backend.ReadAsync(name, 0, new byte[1], place.CancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
            place.Require(error.Name == name, $"the error of reading '{name}' names '{error.Name}'");
        }
    }

    private static async Task AtOneTimeAsync(BackendPlace place)
    {
        byte[][] contents = [.. Enumerable.Range(0, 16).Select(number => Enumerable.Repeat((byte)number, 10_000 + number).ToArray())];
        await Task.WhenAll(contents.Select((content, number) => place.CreateAsync($"{number}", content))).ConfigureAwait(false);
        await Task.WhenAll(contents.Select((content, number) => place.RequireContentAsync($"{number}", content))).ConfigureAwait(false);
    }
}
