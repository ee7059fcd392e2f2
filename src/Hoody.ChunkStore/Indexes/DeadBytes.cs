using Hoody.Hashing;

namespace Hoody.ChunkStore.Indexes;

/// <summary>What the last plan of a collection found dead, pack by pack, so that it stays right when packs are deleted. Thread-safe.</summary>
internal sealed class DeadBytes
{
    private volatile Note? _last;

    private sealed record Note(IReadOnlyDictionary<Blake3Digest, long> ByPack, DateTimeOffset Time);

    /// <summary>When that was; null when there was none.</summary>
    internal DateTimeOffset? MeasuredAt => _last?.Time;

    internal void Set(IReadOnlyDictionary<Blake3Digest, long> byPack, DateTimeOffset time) => _last = new Note(byPack, time);

    /// <summary>The sum over the packs that are still there; null when nobody has measured.</summary>
    internal long? In(BlobIndex index) => _last?.ByPack.Where(pack => index.ContainsPack(pack.Key)).Sum(pack => pack.Value);
}
