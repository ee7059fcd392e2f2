using System.Globalization;
using Hoody.ChunkStore.Epochs;
using Hoody.ChunkStore.Telemetry;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Collection;

/// <summary>What a collection would do. Nothing but notes was changed to make it; apply it once, or forget it.</summary>
/// <remarks>
/// As long as it is referred to it holds about 30 bytes for each ref, and, if something live would be copied, two bits for each blob of the store: until it is applied, or the store disposed,
/// the index that it was made with stays mapped then, also where that was merged into a later one and deleted.
/// </remarks>
public sealed class CollectionPlan
{
    private readonly Collector _collector;
    private Marker? _marker;

    internal CollectionPlan(Collector collector, EpochRecord epoch, IReadOnlyDictionary<Blake3Digest, PlannedPack> packs)
    {
        _collector = collector;
        Epoch = epoch;
        Condemned = packs;
    }

    /// <summary>The packs that would be deleted: the wholly dead ones, then those whose live rest would be copied.</summary>
    public IReadOnlyList<PlannedPack> Packs => [.. Condemned.Values];

    /// <summary>Whether the plan is to finish a collection that was cut short. Plan again after it.</summary>
    public bool IsContinuation => Epoch.Phase != EpochPhase.Idle;

    /// <summary>The length of the packs that would be deleted.</summary>
    public long BytesToDelete => Condemned.Values.Sum(pack => pack.LengthBytes);

    /// <summary>What would be copied to new packs.</summary>
    public long BytesToRewrite => Condemned.Values.Sum(pack => pack.LiveBytes);

    /// <summary>Packs with dead blobs that stay, because too little of them is dead or the budget of the run is used up.</summary>
    public long PacksLeft { get; internal init; }

    /// <summary>The dead bytes in those.</summary>
    public long DeadBytesLeft { get; internal init; }

    /// <summary>Quarantined packs with something live that no other pack has: they stay until it is stored again. The names in the backend.</summary>
    public IReadOnlyList<string> DamagedPacks { get; internal init; } = [];

    internal EpochRecord Epoch { get; }

    internal IReadOnlyDictionary<Blake3Digest, PlannedPack> Condemned { get; }

    // Null when nothing is to be copied, and for a continuation: whoever began it took that with it.
    internal Marker? Marker
    {
        get => _marker;
        init => _marker = value;
    }

    internal RefGenerations MarkedRefs { get; init; } = new();

    /// <summary>
    /// Deletes what the plan names and nothing has come to need since. Waits for work that began before; whoever begins meanwhile is not held up.
    /// Where there is no room to copy what is live, it deletes what is wholly dead alone: plan again then.
    /// </summary>
    /// <param name="cancellationToken">Ends it at the next step; the next collection finishes what this one began.</param>
    /// <exception cref="StoreFullException">There is no room to copy what is live, and nothing to delete that would make some. Nothing was deleted.</exception>
    /// <exception cref="CollectionConflictException">Another collection came first, or older work did not end in time; or the plan was applied before. Nothing was deleted.</exception>
    /// <exception cref="ChunkStoreException">Something live cannot be read. Nothing was deleted.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public Task<CollectionResult> ApplyAsync(CancellationToken cancellationToken = default) => StoreActivity.RunAsync(
        ActivityNames.ApplyCollection,
        () => _collector.ApplyAsync(this, cancellationToken),
        static (activity, result) => activity.SetTag(TagNames.Packs, result.PacksDeleted).SetTag(TagNames.Bytes, result.BytesDeleted));

    /// <summary>What knows which blobs are to be copied, once, for the caller to dispose.</summary>
    internal Marker? TakeMarker() => Interlocked.Exchange(ref _marker, null);

    /// <summary>The plan in a few lines, for people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {(IsContinuation ? "Finish an earlier collection: delete up to" : "Delete")} {Condemned.Count} packs, {BytesToDelete} bytes.
        Of these, copy what is live to new packs first: {Condemned.Values.Count(pack => pack.LiveBytes > 0)} packs, {BytesToRewrite} bytes.
        Win {BytesToDelete - BytesToRewrite} bytes.
        Leave {PacksLeft} packs with {DeadBytesLeft} dead bytes{(DamagedPacks.Count == 0 ? "." : $", and {DamagedPacks.Count} damaged ones.")}
        """);
}
