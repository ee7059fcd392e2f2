using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Packs;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Indexes;

// Whoever can write to the backend can give any bytes a good hash: so every value is held against its bounds, and against the others.
internal sealed partial record IndexHead
{
    private const int HashedAtOnce = 8 << 10;

    /// <exception cref="CorruptDataException">Not a head, or a damaged one.</exception>
    /// <exception cref="UnsupportedFormatException">The head of a later version.</exception>
    internal static IndexHead Decode(ReadOnlySpan<byte> bytes, string what)
    {
        IndexHeadFrame frame = IndexHeadFrame.Read(bytes, bytes.Length, what);
        if (new Blake3Digest(bytes[^Blake3Digest.LengthBytes..]) != HashOf(bytes[..^Blake3Digest.LengthBytes]))
        {
            throw new CorruptDataException(what, "its hash does not match its bytes");
        }

        ReadOnlySpan<byte> rest = bytes[IndexHeadFrame.Size..];
        IndexHead head = new(
            ReadParts(rest, frame.PartCount, what),
            ReadPacks(rest[(frame.PartCount * Part.Size)..], frame.PackCount, what),
            ReadRemoved(rest[((frame.PartCount * Part.Size) + (frame.PackCount * PackSize))..], frame.RemovedCount, what),
            frame.DuplicateEntries,
            frame.DuplicatePlainBytes);
        head.RequireSums(what);
        return head;
    }

    // In small pieces: the code that hashes many leaves at once takes a process that has just started longer to compile (40 ms) than a head to hash in any.
    private static Blake3Digest HashOf(ReadOnlySpan<byte> bytes)
    {
        using Blake3Hasher hasher = new();
        for (; !bytes.IsEmpty; bytes = bytes[Math.Min(HashedAtOnce, bytes.Length)..])
        {
            hasher.Append(bytes[..Math.Min(HashedAtOnce, bytes.Length)]);
        }

        return hasher.Finish();
    }

    private static Part[] ReadParts(ReadOnlySpan<byte> source, int count, string what)
    {
        Part[] parts = new Part[count];
        for (int i = 0; i < count; i++, source = source[Part.Size..])
        {
            Part part = new(
                BinaryPrimitives.ReadInt32LittleEndian(source),
                BinaryPrimitives.ReadInt32LittleEndian(source[4..]),
                BinaryPrimitives.ReadUInt128BigEndian(source[8..]),
                BinaryPrimitives.ReadUInt128BigEndian(source[24..]),
                new Blake3Digest(source.Slice(40, Blake3Digest.LengthBytes)));
            bool isPart = part.EntryCount > 0 && part.BlockCount > 0 && part.FirstKey <= part.LastKey
                && part.LengthBytes <= IndexPart.MaxLengthBytes && (i == 0 || part.FirstKey > parts[i - 1].LastKey);
            parts[i] = isPart ? part : throw new CorruptDataException(
                what, $"part {i}, at {OffsetOf(i)}, has {part.EntryCount} entries in {part.BlockCount} blocks, or keys that are not in order");
        }

        return parts;

        static long OffsetOf(int part) => IndexHeadFrame.Size + ((long)part * Part.Size);
    }

    [MethodImpl(AtFirstUse.Optimized)]
    private static PackTable.Line[] ReadPacks(ReadOnlySpan<byte> source, int count, string what)
    {
        PackTable.Line[] packs = new PackTable.Line[count];
        for (int i = 0; i < count; i++, source = source[PackSize..])
        {
            PackTable.Line pack = new(
                new Blake3Digest(source[..Blake3Digest.LengthBytes]),
                BinaryPrimitives.ReadInt32LittleEndian(source[32..]),
                BinaryPrimitives.ReadInt32LittleEndian(source[36..]),
                BinaryPrimitives.ReadInt64LittleEndian(source[40..]));
            bool isPack = pack.LengthBytes is >= PackFooter.Size and <= PackFooter.MaxPackLength
                && pack.EntryCount is >= 0 and <= PackDirectory.MaxCount
                && pack.PlainBytes >= 0 && pack.PlainBytes <= (long)pack.EntryCount * BlobStore.MaxBlobLengthBytes
                && (i == 0 || pack.Id > packs[i - 1].Id);
            packs[i] = isPack ? pack : throw new CorruptDataException(what, $"the line of pack {pack.Id}, number {i}, is out of bounds or out of order");
        }

        return packs;
    }

    private static Blake3Digest[] ReadRemoved(ReadOnlySpan<byte> source, int count, string what)
    {
        Blake3Digest[] removed = new Blake3Digest[count];
        for (int i = 0; i < count; i++, source = source[Blake3Digest.LengthBytes..])
        {
            removed[i] = new Blake3Digest(source[..Blake3Digest.LengthBytes]);
            if (i > 0 && removed[i] <= removed[i - 1])
            {
                throw new CorruptDataException(what, $"removed pack {removed[i]}, number {i}, is out of order");
            }
        }

        return removed;
    }

    private void RequireSums(string what)
    {
        long entries = Parts.Sum(part => (long)part.EntryCount);
        bool isPossible = entries <= Packs.Sum(pack => (long)pack.EntryCount)
            && DuplicateEntries >= 0 && DuplicateEntries <= entries
            && DuplicatePlainBytes >= 0 && DuplicatePlainBytes <= DuplicateEntries * BlobStore.MaxBlobLengthBytes;
        if (!isPossible)
        {
            throw new CorruptDataException(
                what, $"{entries} entries, {DuplicateEntries} of them duplicates of {DuplicatePlainBytes} bytes, do not fit what its packs hold");
        }
    }
}
