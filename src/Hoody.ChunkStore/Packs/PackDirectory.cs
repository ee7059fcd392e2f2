using Hoody.Hashing;

namespace Hoody.ChunkStore.Packs;

/// <summary>The directory of a pack: a salt, and one <see cref="PackEntry"/> for each record, in the records' order.</summary>
/// <remarks>
/// The salt gives two packs of the same blobs different ids. Without it, blobs whose pack is damaged or about to be deleted could not be
/// stored again: the new pack would have the old one's name.
/// </remarks>
internal sealed class PackDirectory
{
    internal const int SaltLength = 16;

    /// <summary>No pack has more records: eight times what is written, a directory of 22 MiB.</summary>
    internal const int MaxCount = 524_288;

    private PackDirectory(Blake3Digest id, PackEntry[] entries)
    {
        Id = id;
        Entries = entries;
    }

    /// <summary>The id of the pack: the hash of its directory.</summary>
    internal Blake3Digest Id { get; }

    internal IReadOnlyList<PackEntry> Entries { get; }

    internal static int LengthOf(int count) => SaltLength + (count * PackEntry.Size);

    internal static byte[] Encode(ReadOnlySpan<byte> salt, IReadOnlyList<PackEntry> entries)
    {
        byte[] bytes = new byte[LengthOf(entries.Count)];
        salt.CopyTo(bytes);
        for (int i = 0; i < entries.Count; i++)
        {
            entries[i].Write(bytes.AsSpan(LengthOf(i)));
        }

        return bytes;
    }

    /// <exception cref="CorruptDataException">The bytes do not have the footer's hash, or do not describe the footer's pack.</exception>
    internal static PackDirectory Decode(ReadOnlySpan<byte> bytes, PackFooter footer, string what)
    {
        Blake3Digest id = Blake3Hasher.Hash(bytes);
        if (id != footer.DirectoryHash)
        {
            throw new CorruptDataException(what, $"its directory hashes to {id}, not {footer.DirectoryHash}");
        }

        PackEntry[] entries = new PackEntry[footer.Count];
        long recordsLength = 0;
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = PackEntry.Read(bytes.Slice(LengthOf(i), PackEntry.Size), what);
            recordsLength += entries[i].RecordLength;
        }

        return recordsLength == footer.RecordsLength
            ? new PackDirectory(id, entries)
            : throw new CorruptDataException(what, $"its records take {recordsLength} bytes, not {footer.RecordsLength}");
    }
}
