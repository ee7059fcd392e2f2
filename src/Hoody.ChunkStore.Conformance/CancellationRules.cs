using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Conformance;

/// <summary>What a call does that was cancelled before it began.</summary>
internal static class CancellationRules
{
    internal static IEnumerable<ContractRule> All => [new("A cancelled call ends as such and changes nothing", CancelledAsync)];

    private static async Task CancelledAsync(BackendPlace place)
    {
        IStorageBackend backend = place.Backend;
        await place.CreateAsync("kept", [1]).ConfigureAwait(false);
        CancellationToken cancelled = new(canceled: true);
        (string Call, Func<Task> Make)[] calls =
        [
            ("a creation", () => backend.CreateIfAbsentAsync("new", new([1]), cancelled).AsTask()),
            ("a read", () => backend.ReadAsync("kept", 0, new byte[1], cancelled).AsTask()),
            ("asking for a length", () => backend.GetLengthAsync("kept", cancelled).AsTask()),
            ("a listing", () => backend.ListAsync("", cancelled).CountAsync(CancellationToken.None).AsTask()),
            ("a deletion", () => backend.DeleteAsync("kept", cancelled).AsTask()),
        ];
        foreach ((string call, Func<Task> make) in calls)
        {
            await place.RequireErrorAsync<OperationCanceledException>($"{call} that is cancelled", make).ConfigureAwait(false);
        }

        await place.RequireNamesAsync("", "kept").ConfigureAwait(false);
    }
}
