using System.Collections;

namespace Hoody.ChunkStore.Collection;

/// <summary>How far the blobs of a pack of trees have been followed: two bits a blob.</summary>
/// <param name="blobCount">Those that are no chunks; each has a number, in the order in which they lie.</param>
internal sealed class TreeProgress(int blobCount)
{
    private readonly BitArray _followed = new(blobCount);
    private readonly BitArray _gathered = new(blobCount);

    internal int BlobCount => blobCount;

    /// <summary>Those of the chunks that the blobs refer to; null when they have to be read.</summary>
    internal StoredPrefixes? Prefixes { get; set; }

    /// <summary>Whether the pack was met before.</summary>
    internal bool IsBegun { get; set; }

    /// <summary>Those whose references to trees were followed.</summary>
    internal IEnumerable<int> Followed => Enumerable.Range(0, _followed.Length).Where(blob => _followed[blob]);

    /// <summary>Those of them whose references to chunks were not gathered yet.</summary>
    internal int[] Rest => [.. Followed.Where(blob => !_gathered[blob])];

    /// <summary>Whether all blobs were followed, and none gathered: then what is stored of them tells of no chunk too many.</summary>
    internal bool CanGatherAll => _followed.HasAllSet() && !_gathered.HasAnySet();

    /// <summary>Notes that a blob is followed; false when it was before.</summary>
    internal bool TryFollow(int blob)
    {
        bool wasFollowed = _followed[blob];
        _followed[blob] = true;
        return !wasFollowed;
    }

    internal void Gather(int blob) => _gathered[blob] = true;

    internal void GatherAll() => _gathered.SetAll(true);

    /// <summary>What is stored could not be read: all have to be.</summary>
    internal void Lose()
    {
        Prefixes = null;
        _gathered.SetAll(false);
    }
}
