using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Reading;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Collection;

/// <summary>The records of a pack's blobs that are no chunks, as its directory tells: for whoever reads them. Immutable.</summary>
internal sealed class TreeRecords
{
    private readonly PackDirectory _directory;
    private readonly int[] _positions; // in the directory, of each of these blobs

    internal TreeRecords(PackDirectory directory)
    {
        _directory = directory;
        List<TreePlace> places = new(directory.Entries.Count);
        List<int> positions = new(directory.Entries.Count);
        int offset = 0;
        foreach ((int position, PackEntry entry) in directory.Entries.Index())
        {
            if (entry.Kind != BlobKind.Chunk)
            {
                places.Add(new TreePlace(IdPrefix.Of(entry.Id), offset));
                positions.Add(position);
            }

            offset += entry.RecordLength;
        }

        TreePlace[] sorted = [.. places];
        _positions = [.. positions];
        Array.Sort(sorted, _positions);
        Places = TreePlaces.Of(sorted);
    }

    internal Blake3Digest PackId => _directory.Id;

    /// <summary>Where they lie.</summary>
    internal TreePlaces Places { get; }

    internal BlobKind KindOf(int blob) => _directory.Entries[_positions[blob]].Kind;

    /// <summary>Where the blobs of those numbers are, in the order in which they lie, each with its number as its index.</summary>
    internal LocatedBlob[] Locate(IEnumerable<int> blobs)
    {
        LocatedBlob[] located = [.. blobs.Select(Locate)];
        Array.Sort(located, LocatedBlob.InPackOrder);
        return located;
    }

    /// <summary>Makes sure that there is a chunk where none of these blobs is.</summary>
    /// <exception cref="CorruptDataException">There is nothing.</exception>
    internal void RequireChunkAt(TreePlace place)
    {
        int offset = 0;
        foreach (PackEntry entry in _directory.Entries)
        {
            if (offset == place.Offset && IdPrefix.Of(entry.Id) == place.Prefix)
            {
                return;
            }

            offset += entry.RecordLength;
        }

        throw new CorruptDataException(
            $"Pack '{PackName.Of(PackId)}'",
            $"the index says that a blob whose id begins with {place.Prefix:x16} is at {place.Offset}, and its directory does not; verify the store");
    }

    private LocatedBlob Locate(int blob)
    {
        PackEntry entry = _directory.Entries[_positions[blob]];
        return new LocatedBlob(blob, entry.Id, entry.Kind, PackId, new PackEntryLocation(Places[blob].Offset, entry.StoredLength));
    }
}
