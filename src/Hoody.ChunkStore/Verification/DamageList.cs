using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Packs;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Verification;

/// <summary>What a verification found so far, within bounds. For one thread.</summary>
internal sealed class DamageList(BlobIndex index)
{
    private readonly List<(DamagedBlob Blob, Blake3Digest? Pack)> _blobs = [];
    private readonly Dictionary<BlobId, HashSet<Blake3Digest>> _packsOf = [];
    private readonly HashSet<BlobId> _lost = [];
    private readonly Dictionary<string, DamagedPack> _packs = new(StringComparer.Ordinal);

    internal long BlobCount { get; private set; }

    internal void Add(Blake3Digest pack, PackScan.Damage found)
    {
        PackEntry entry = found.Entry;
        Add(new DamagedBlob(entry.Id, entry.Kind, PackName.Of(pack), found.Location.Offset, found.Reason, IsElsewhere: false), pack);
        if (!_packsOf.TryGetValue(entry.Id, out HashSet<Blake3Digest>? packs) && _packsOf.Count < VerificationReport.MaxListed)
        {
            _packsOf.Add(entry.Id, packs = []);
        }

        packs?.Add(pack);
    }

    /// <summary>Adds a blob that something needs, unless it is listed with its pack already.</summary>
    internal void AddLost(DamagedBlob blob)
    {
        if (!_packsOf.ContainsKey(blob.Id) && _lost.Count < VerificationReport.MaxListed && _lost.Add(blob.Id))
        {
            Add(index.TryGet(blob.Id, out Blake3Digest pack, out PackEntryLocation location)
                ? blob with { Pack = PackName.Of(pack), Offset = location.Offset } : blob, pack: null);
        }
    }

    internal void Add(DamagedPack pack) => _packs[pack.Name] = pack;

    /// <summary>What is wrong with the blob, if no pack has it in which nothing wrong was found; null when one has.</summary>
    internal string? FindLoss(BlobId id)
    {
        PackStanding standing = index.StandingOf(id);
        return standing == PackStanding.Absent ? "it is not in the store"
            : standing == PackStanding.Quarantined ? "it is damaged, in a pack in quarantine"
            : _packsOf.TryGetValue(id, out HashSet<Blake3Digest>? packs) && !index.ContainsBeside(packs, id) ? "it is damaged"
            : null;
    }

    /// <summary>The damaged blobs as things stand now.</summary>
    internal IReadOnlyList<DamagedBlob> Blobs() =>
        [.. _blobs.Select(found => found.Pack is null ? found.Blob : found.Blob with { IsElsewhere = FindLoss(found.Blob.Id) is null })];

    /// <summary>What was found, and what the store knows of from earlier times.</summary>
    internal IReadOnlyList<DamagedPack> Packs(IReadOnlyList<DamagedPack> known)
    {
        Dictionary<string, DamagedPack> packs = known.ToDictionary(pack => pack.Name, StringComparer.Ordinal);
        foreach (DamagedPack found in _packs.Values)
        {
            packs[found.Name] = found with { IsQuarantined = packs.GetValueOrDefault(found.Name) is { IsQuarantined: true } };
        }

        return [.. packs.Values.OrderBy(pack => pack.Name, StringComparer.Ordinal)];
    }

    private void Add(DamagedBlob blob, Blake3Digest? pack)
    {
        BlobCount++;
        if (_blobs.Count < VerificationReport.MaxListed)
        {
            _blobs.Add((blob, pack));
        }
    }
}
