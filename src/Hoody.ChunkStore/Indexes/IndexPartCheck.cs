using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore.Indexes;

/// <summary>Whether a part is one that a writer can have made: a good hash tells only that its bytes are those which its head was made for.</summary>
internal static class IndexPartCheck
{
    private const int BatchEntries = 1024;

    /// <summary>Looks at the first bytes, which is all that opening reads of a part.</summary>
    /// <exception cref="CorruptDataException">They are not those of the part that the head tells of.</exception>
    internal static void RequireHeader(ObjectView view, IndexHead.Part head, string name)
    {
        Span<byte> bytes = stackalloc byte[IndexPart.HeaderSize];
        view.ReadBulk(0, bytes);
        bool isHeader = bytes[..4].SequenceEqual(IndexPart.Magic)
            && BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]) == head.EntryCount
            && BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]) == head.BlockCount
            && BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]) == 0;
        if (!isHeader)
        {
            throw new CorruptDataException($"Index '{name}'", "its first 16 bytes are not those of the part that its head tells of");
        }
    }

    /// <summary>The first thing that is wrong with the part; null when nothing is. Reads all of it but the header.</summary>
    /// <param name="part">The part.</param>
    /// <param name="packLengths">The lengths of the packs of its run, in bytes.</param>
    /// <param name="entriesOfPack">For each of them a count, to which the part's entries are added.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    [MethodImpl(AtFirstUse.Optimized)]
    internal static string? FindFault(
        IndexPart part, ReadOnlySpan<int> packLengths, Span<int> entriesOfPack, CancellationToken cancellationToken)
    {
        byte[] keys = new byte[BatchEntries * IndexKey.Size];
        byte[] places = new byte[BatchEntries * IndexPlace.Size];
        IndexBlocks blocks = new(part);
        UInt128 last = part.Head.FirstKey;
        for (int first = 0; first < part.Head.EntryCount; first += BatchEntries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(BatchEntries, part.Head.EntryCount - first);
            part.ReadKeys(first, keys.AsSpan(0, count * IndexKey.Size));
            part.ReadPlaces(first, places.AsSpan(0, count * IndexPlace.Size));
            for (int i = 0; i < count; i++)
            {
                UInt128 key = BinaryPrimitives.ReadUInt128BigEndian(keys.AsSpan(i * IndexKey.Size));
                IndexPlace place = IndexPlace.Read(places.AsSpan(i * IndexPlace.Size));
                if (key < last || !IsFound(part, blocks, key, first + i) || !IsPossible(place, packLengths))
                {
                    return $"entry {first + i} of {part.Head.EntryCount} is out of order, not to be found, or outside its pack";
                }

                last = key;
                entriesOfPack[place.Pack]++;
            }
        }

        return last == part.Head.LastKey && AreBlocksInOrder(part, blocks) ? null : "its keys or its blocks do not end where its head says";
    }

    // As a lookup would find it: by the filter of its block, among the keys of its block.
    [MethodImpl(AtFirstUse.Optimized)]
    private static bool IsFound(IndexPart part, IndexBlocks blocks, UInt128 key, int position)
    {
        blocks.MoveTo(part.BlockOf(key));
        return blocks.MayHold(key) && blocks.First <= (uint)position && (uint)position < blocks.End && (position > 0 || key == part.Head.FirstKey);
    }

    [MethodImpl(AtFirstUse.Optimized)]
    private static bool IsPossible(IndexPlace place, ReadOnlySpan<int> packLengths) =>
        place.Pack < packLengths.Length && place.Offset >= 0 && place.StoredLength <= place.RawLength && place.RawLength <= BlobStore.MaxBlobLengthBytes
        && (long)place.Offset + PackRecordHeader.Size + place.StoredLength + PackDirectory.LengthOf(1) + PackFooter.Size <= packLengths[place.Pack];

    [MethodImpl(AtFirstUse.Optimized)]
    private static bool AreBlocksInOrder(IndexPart part, IndexBlocks blocks)
    {
        uint last = 0;
        for (int block = 0; block < part.Head.BlockCount; block++)
        {
            blocks.MoveTo(block);
            if (blocks.First != last || blocks.End < last)
            {
                return false;
            }

            last = blocks.End;
        }

        return last == (uint)part.Head.EntryCount;
    }
}
