namespace Hoody.ChunkStore.Conformance;

/// <summary>Which names there are.</summary>
internal static class NamingRules
{
    private static readonly string[] s_notPlain =
    [
        "", "/", "/a", "a/", "a//b", ".", "..", "a/..", "../a", "a/../../b", "a b", "a\\b", "a\0b", "a\nb", "é", "tmp", "tmp/a",
    ];

    internal static IEnumerable<ContractRule> All =>
    [
        new("A name that is not plain is refused by every call", NotPlainAsync),
        new("Names may be as long as the contract says, and no longer", LengthAsync),
        new("Names that differ in one character are different objects", DifferenceAsync),
        new("A prefix that no name has is refused", PrefixAsync),
    ];

    private static async Task NotPlainAsync(BackendPlace place)
    {
        foreach (string name in s_notPlain)
        {
            await RequireRefusalAsync(place, $"creating '{name}'", () => place.CreateAsync(name, [1])).ConfigureAwait(false);
            await RequireRefusalAsync(
                place, $"reading '{name}'", () => place.Backend.ReadAsync(name, 0, new byte[1], place.CancellationToken).AsTask()).ConfigureAwait(false);
            await RequireRefusalAsync(
                place, $"the length of '{name}'", () => place.Backend.GetLengthAsync(name, place.CancellationToken).AsTask()).ConfigureAwait(false);
            await RequireRefusalAsync(
                place, $"deleting '{name}'", () => place.Backend.DeleteAsync(name, place.CancellationToken).AsTask()).ConfigureAwait(false);
        }

        await place.RequireNamesAsync("").ConfigureAwait(false);
    }

    private static async Task LengthAsync(BackendPlace place)
    {
        string segment = new('s', 255);
        string longest = $"{segment}/{segment}/{segment}/{segment}";
        await place.CreateAsync(longest, [1]).ConfigureAwait(false);
        await place.RequireContentAsync(longest, [1]).ConfigureAwait(false);
        await place.RequireNamesAsync("", longest).ConfigureAwait(false);
        await RequireRefusalAsync(place, "creating a segment of 256 characters", () => place.CreateAsync($"{segment}s", [1])).ConfigureAwait(false);
        await RequireRefusalAsync(place, "creating a name of 1,025 characters", () => place.CreateAsync($"{longest}/a", [1])).ConfigureAwait(false);
    }

    private static async Task DifferenceAsync(BackendPlace place)
    {
        string[] names = ["A", "a", "a-", "a.", "a_", "a~", "a0"];
        foreach (string name in names)
        {
            place.Require(await place.CreateAsync(name, [(byte)name[^1]]).ConfigureAwait(false), $"'{name}' is taken by another name");
        }

        foreach (string name in names)
        {
            await place.RequireContentAsync(name, [(byte)name[^1]]).ConfigureAwait(false);
        }
    }

    private static async Task PrefixAsync(BackendPlace place)
    {
        foreach (string prefix in (string[])["/", "//", "../", "a/../b", "a b"])
        {
            await RequireRefusalAsync(place, $"a listing of '{prefix}'", () => place.NamesAsync(prefix)).ConfigureAwait(false);
        }
    }

    private static async Task RequireRefusalAsync(BackendPlace place, string call, Func<Task> make) =>
        await place.RequireErrorAsync<ArgumentException>(call, make).ConfigureAwait(false);
}
