using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Reading;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Collection;

/// <summary>A pack whose live blobs are being followed: which of them are still to be looked at. Chunks, which refer to nothing, are left out.</summary>
internal sealed class TreePack
{
    // So that the list of what is read at once stays small, whatever a pack holds.
    private const int MaxBlobsAtOnce = 16 << 10;

    private readonly PackDirectory _directory;
    private readonly int[] _offsets; // of all records
    private readonly int[] _trees; // the positions of the blobs that are no chunks
    private readonly Stack<int> _pending = [];
    private Dictionary<BlobId, int>? _numbers;

    /// <param name="number">The pack's number in the process's table.</param>
    /// <param name="directory">What it holds.</param>
    internal TreePack(int number, PackDirectory directory)
    {
        Number = number;
        _directory = directory;
        _offsets = new int[directory.Entries.Count];
        for (int i = 1; i < _offsets.Length; i++)
        {
            _offsets[i] = _offsets[i - 1] + directory.Entries[i - 1].RecordLength;
        }

        _trees = [.. Enumerable.Range(0, _offsets.Length).Where(i => directory.Entries[i].Kind != BlobKind.Chunk)];
    }

    internal int Number { get; }

    /// <summary>Of all records.</summary>
    internal long LengthBytes => _offsets is [.., int last] ? last + _directory.Entries[^1].RecordLength : 0;

    internal Blake3Digest Id => _directory.Id;

    /// <summary>The blobs that may refer to others; each has a number, from 0 on, in the order in which they lie.</summary>
    internal int BlobCount => _trees.Length;

    internal BlobId IdOf(int blob) => _directory.Entries[_trees[blob]].Id;

    /// <summary>The number of a blob that may refer to others; false when the pack has none of that id.</summary>
    internal bool TryFind(BlobId id, out int blob)
    {
        if (_numbers is null)
        {
            _numbers = new Dictionary<BlobId, int>(BlobCount);
            for (int i = 0; i < BlobCount; i++)
            {
                _numbers[IdOf(i)] = i;
            }
        }

        return _numbers.TryGetValue(id, out blob);
    }

    /// <summary>The number of the blob whose record is at a place that the index tells of; −1 when it is a chunk.</summary>
    /// <exception cref="CorruptDataException">No record of it is there.</exception>
    internal int NumberAt(TreePlace place)
    {
        int position = Array.BinarySearch(_offsets, place.Offset);
        if (position < 0 || IdPrefix.Of(_directory.Entries[position].Id) != place.Prefix)
        {
            throw new CorruptDataException(
                $"Pack '{PackName.Of(_directory.Id)}'",
                $"the index says that a blob whose id begins with {place.Prefix:x16} is at {place.Offset}, and its directory does not; verify the store");
        }

        return Math.Max(Array.BinarySearch(_trees, position), -1);
    }

    /// <summary>The blob of that number is to be looked at.</summary>
    internal void Add(int blob) => _pending.Push(blob);

    /// <summary>Whether any blob is to be looked at.</summary>
    internal bool IsPending => _pending.Count > 0;

    /// <summary>The next blobs to look at, in the order in which they lie; none when all were taken.</summary>
    internal int[] TakePending()
    {
        int[] blobs = new int[Math.Min(_pending.Count, MaxBlobsAtOnce)];
        for (int i = 0; i < blobs.Length; i++)
        {
            blobs[i] = _pending.Pop();
        }

        Array.Sort(blobs);
        return blobs;
    }

    /// <summary>Where those blobs are, each with its place among them as its index.</summary>
    internal LocatedBlob[] Locate(IEnumerable<int> blobs) =>
        [.. blobs.Select((blob, i) =>
        {
            PackEntry entry = _directory.Entries[_trees[blob]];
            return new LocatedBlob(i, entry.Id, entry.Kind, _directory.Id, new PackEntryLocation(_offsets[_trees[blob]], entry.StoredLength));
        })];
}
