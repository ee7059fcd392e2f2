using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Hoody.ChunkStore.Collection;

/// <summary>The places of all blobs of a pack that are no chunks, sorted: where one is in the list is its number.</summary>
/// <param name="bytes">As they are stored, twelve bytes each: prefix and offset, little-endian. They belong to the caller.</param>
internal readonly struct TreePlaces(ReadOnlyMemory<byte> bytes)
{
    internal const int PlaceLength = sizeof(ulong) + sizeof(int);

    private readonly ReadOnlyMemory<byte> _bytes = bytes;

    internal int Count => _bytes.Length / PlaceLength;

    internal TreePlace this[int blob]
    {
        get
        {
            ReadOnlySpan<byte> place = _bytes.Span.Slice(blob * PlaceLength, PlaceLength);
            return new TreePlace(BinaryPrimitives.ReadUInt64LittleEndian(place), BinaryPrimitives.ReadInt32LittleEndian(place[sizeof(ulong)..]));
        }
    }

    /// <summary>The number of the blob there; false when none is.</summary>
    internal bool TryFind(TreePlace place, out int blob)
    {
        blob = FirstFrom(place);
        return blob < Count && this[blob] == place;
    }

    /// <summary>Whether there is a blob whose id begins so.</summary>
    internal bool HasPrefix(ulong prefix)
    {
        int blob = FirstFrom(new TreePlace(prefix, int.MinValue));
        return blob < Count && this[blob].Prefix == prefix;
    }

    /// <summary>Whether each is higher than the one before, as they must be to be found.</summary>
    [MethodImpl(AtFirstUse.Optimized)]
    internal bool AreAscending()
    {
        for (int blob = 1; blob < Count; blob++)
        {
            if (this[blob].CompareTo(this[blob - 1]) <= 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The places, in memory of their own.</summary>
    internal static TreePlaces Of(ReadOnlySpan<TreePlace> sorted)
    {
        byte[] bytes = new byte[sorted.Length * PlaceLength];
        Span<byte> rest = bytes;
        foreach (TreePlace place in sorted)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(rest, place.Prefix);
            BinaryPrimitives.WriteInt32LittleEndian(rest[sizeof(ulong)..], place.Offset);
            rest = rest[PlaceLength..];
        }

        return new TreePlaces(bytes);
    }

    internal bool AreEqualTo(TreePlaces other) => _bytes.Span.SequenceEqual(other._bytes.Span);

    internal void CopyTo(Span<byte> destination) => _bytes.Span.CopyTo(destination);

    [MethodImpl(AtFirstUse.Optimized)]
    private int FirstFrom(TreePlace place)
    {
        int first = 0;
        for (int count = Count; count > 0;)
        {
            int half = count / 2;
            (first, count) = this[first + half].CompareTo(place) < 0 ? (first + half + 1, count - half - 1) : (first, half);
        }

        return first;
    }
}
