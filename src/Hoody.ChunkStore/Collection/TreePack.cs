using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Reading;

namespace Hoody.ChunkStore.Collection;

/// <summary>A pack whose live blobs are being followed: which of them are still to be read. Chunks, which refer to nothing, are left out.</summary>
internal sealed class TreePack
{
    // So that the list of what is read at once stays small, whatever a pack holds.
    private const int MaxBlobsAtOnce = 16 << 10;

    private readonly PackDirectory _directory;
    private readonly int[] _offsets;
    private readonly Stack<int> _pending = [];

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
    }

    internal int Number { get; }

    /// <summary>The positions of all blobs that may refer to others, and their ids.</summary>
    internal (int[] Positions, BlobId[] Ids) Trees()
    {
        int[] positions = [.. Enumerable.Range(0, _offsets.Length).Where(i => _directory.Entries[i].Kind != BlobKind.Chunk)];
        return (positions, [.. positions.Select(i => _directory.Entries[i].Id)]);
    }

    /// <summary>The blob at that position is to be read.</summary>
    internal void Add(int position) => _pending.Push(position);

    /// <summary>The blob whose record is at that offset is to be read, unless it is a chunk.</summary>
    /// <exception cref="CorruptDataException">No record of it is there.</exception>
    internal void Add(BlobId id, int offset)
    {
        int position = Array.BinarySearch(_offsets, offset);
        if (position < 0 || _directory.Entries[position].Id != id)
        {
            throw new CorruptDataException(
                $"Pack '{PackName.Of(_directory.Id)}'", $"the index says that blob {id} is at {offset}, and its directory does not; verify the store");
        }

        if (_directory.Entries[position].Kind != BlobKind.Chunk)
        {
            _pending.Push(position);
        }
    }

    /// <summary>The next blobs to read, in the order in which they lie; none when all were taken.</summary>
    internal LocatedBlob[] TakePending()
    {
        int[] positions = new int[Math.Min(_pending.Count, MaxBlobsAtOnce)];
        for (int i = 0; i < positions.Length; i++)
        {
            positions[i] = _pending.Pop();
        }

        Array.Sort(positions);
        return [.. positions.Select((position, i) =>
        {
            PackEntry entry = _directory.Entries[position];
            return new LocatedBlob(i, entry.Id, entry.Kind, _directory.Id, new PackEntryLocation(_offsets[position], entry.StoredLength));
        })];
    }
}
